"""From a dated note to the next one: `citewell finetune notes`."""
