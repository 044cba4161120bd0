"""Which models there are, what each needs, and where its files lie."""
