"""How fast each part is: `citewell bench`."""
