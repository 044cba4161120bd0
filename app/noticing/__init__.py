"""What the reader should know besides the answer: changes, conflicts, open choices."""
