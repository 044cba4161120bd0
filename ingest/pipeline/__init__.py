"""One ingest from scan to publication, and its plan."""
