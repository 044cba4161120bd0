"""Rank benchmark questions through the product's own search."""
