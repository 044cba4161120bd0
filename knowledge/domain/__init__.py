"""Types used everywhere: documents, passages, queries, versions, access, errors."""
