"""Train a cross-encoder: `citewell finetune reranker`."""
