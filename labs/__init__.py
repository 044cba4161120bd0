"""Studies that ship no behaviour."""
