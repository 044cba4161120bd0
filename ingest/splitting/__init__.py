"""Documents split into passages that fit the embedding model."""
