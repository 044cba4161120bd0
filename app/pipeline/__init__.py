"""The assistant: the order in which a question is answered, and how it is built."""
