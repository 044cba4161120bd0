"""Opens what the settings name: the store, the embedding model, the reranker, entailment."""
