"""Training pairs of a dated note and the next one: `citewell finetune notes`."""
