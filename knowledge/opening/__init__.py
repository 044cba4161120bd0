"""Opens what the settings name: store, embedding model, reranker, NLI model."""
