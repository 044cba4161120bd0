"""Personal identifiers: found, hidden, put back."""
