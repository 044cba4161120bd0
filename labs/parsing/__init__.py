"""Our loaders beside other parsers: `citewell bench parsing`."""
