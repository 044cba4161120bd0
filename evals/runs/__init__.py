"""Saved runs, compared and reported."""
