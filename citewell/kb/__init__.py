"""`citewell kb`: knowledge bases looked after."""
