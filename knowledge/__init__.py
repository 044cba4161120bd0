"""Passages, vectors and how they are found; everything else stands on it."""
