"""Saved runs: scored, compared, reported."""
