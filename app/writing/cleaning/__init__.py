"""Removes from a model's stream what is not answer: reasoning, tokens, source lists."""
