"""Passages embedded, each text once."""
