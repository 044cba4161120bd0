"""Citewell's loaders beside other parsers: `citewell bench parsing`."""
