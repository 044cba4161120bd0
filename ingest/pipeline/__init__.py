"""One ingest from scan to publication, and what it would do."""
