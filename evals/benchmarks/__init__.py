"""Benchmarks and question sets: read, fetched, drafted."""
