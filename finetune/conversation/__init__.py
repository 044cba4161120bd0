"""How follow-ups are searched: `citewell finetune conversation`."""
