"""Training pairs of a question and a passage, with near misses."""
