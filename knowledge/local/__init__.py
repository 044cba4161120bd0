"""Models that run in this process: the door to torch and sentence-transformers."""
