"""How quick the parts are: `citewell bench`."""
