"""What an ingest did or would do, told as it goes on and at its end."""
