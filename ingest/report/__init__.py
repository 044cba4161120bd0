"""What an ingest did or would do."""
