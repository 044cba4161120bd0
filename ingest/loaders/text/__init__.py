"""Plain text, Markdown, rich text."""
