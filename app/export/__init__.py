"""Answers and conversations as files: JSON, Markdown, Word."""
