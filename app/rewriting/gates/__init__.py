"""Trained history gates, one file per embedding model, each with its card."""
