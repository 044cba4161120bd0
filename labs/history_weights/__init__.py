"""Whether other weights of the history would do better: `citewell eval weights`."""
