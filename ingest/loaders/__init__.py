"""One file per document format, and the registry that picks by suffix."""
