"""The assistant: how a question is answered, and how that is put together from settings."""
