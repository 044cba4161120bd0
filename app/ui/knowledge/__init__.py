"""The Knowledge page: documents, uploads, trial searches, history."""
