"""The job that tunes a model on one's own documents."""
