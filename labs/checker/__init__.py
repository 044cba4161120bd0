"""How good the check of sentences is: `citewell eval checker`."""
