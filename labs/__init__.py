"""Research that ships no behaviour."""
