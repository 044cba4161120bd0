"""Measure on your own labelled questions."""
