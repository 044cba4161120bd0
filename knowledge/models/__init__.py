"""Protocols of embedding models and rerankers, and how texts are framed for them."""
