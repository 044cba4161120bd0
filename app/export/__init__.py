"""Answers and conversations as JSON, Markdown and Word files."""
