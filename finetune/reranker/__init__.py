"""A cross-encoder from the same pairs: `citewell finetune reranker`."""
