"""`citewell worker`: does the jobs of the Knowledge page."""
