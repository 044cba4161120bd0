"""Answers held against people's reference answers."""
