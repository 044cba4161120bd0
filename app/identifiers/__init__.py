"""Personal identifiers: found, taken out, masked."""
