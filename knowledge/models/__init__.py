"""Models that embed and rerank: their roles, and what stands around a text."""
