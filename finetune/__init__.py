"""Tune models on your own documents."""
