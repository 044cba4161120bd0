"""From a question in its conversation to what is searched."""
