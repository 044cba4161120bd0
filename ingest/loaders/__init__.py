"""Document formats, and the registry that picks a loader by suffix."""
