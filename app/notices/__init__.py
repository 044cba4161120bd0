"""What the reader should know besides the answer."""
