"""Rows of tables made into blocks that name their columns."""
