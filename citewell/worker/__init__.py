"""`citewell worker`: runs the jobs of the Knowledge page."""
