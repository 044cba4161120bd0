"""What has changed since the last ingest, and each changed file prepared."""
