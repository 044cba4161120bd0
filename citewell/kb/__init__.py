"""`citewell kb`: list, check, change, copy and delete knowledge bases."""
