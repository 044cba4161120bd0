"""Dates as people write them, and the day that a question is answered for."""
