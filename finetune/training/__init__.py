"""Training an embedding model on pairs, and what it brought: `citewell finetune train`."""
