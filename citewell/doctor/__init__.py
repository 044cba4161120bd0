"""`citewell doctor`: what is configured, what is wrong, what to do."""
