"""Read, fetch and draft question sets."""
