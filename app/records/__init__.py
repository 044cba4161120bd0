"""What is written down of conversations, feedback and evaluations, as the pages read it."""
