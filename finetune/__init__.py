"""The job that tunes an embedding model on one's own documents."""
