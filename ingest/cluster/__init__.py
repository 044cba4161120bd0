"""One ingest spread over several machines."""
