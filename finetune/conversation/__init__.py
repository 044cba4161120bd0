"""Train history weights: `citewell finetune conversation`."""
