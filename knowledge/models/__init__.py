"""Embedding models and rerankers: which there are, what each needs, how they are opened."""
