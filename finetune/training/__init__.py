"""Train and measure an embedding model: `citewell finetune train`."""
