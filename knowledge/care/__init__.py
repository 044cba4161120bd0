"""Verify, archive and migrate a knowledge base; curators' records; proof of a purge."""
