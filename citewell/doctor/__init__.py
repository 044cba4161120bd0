"""`citewell doctor`: what is configured, what is wrong, and what to do."""
