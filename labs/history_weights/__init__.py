"""Whether other history weights would do better: `citewell eval weights`."""
