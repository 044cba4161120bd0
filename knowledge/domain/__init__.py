"""The types that everything speaks of: documents, passages, queries, versions, access, errors."""
