"""Trained history weights, one file per embedding model, each with its card."""
