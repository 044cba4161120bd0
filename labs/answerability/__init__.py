"""How well answerable questions are told from others: `citewell eval gate`, `ratings`."""
