"""Answers and conversations as they leave the page: cards, files, terminal, JSON."""
