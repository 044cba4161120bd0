"""The known models, what each needs, and where its files are."""
