"""From a question in its conversation to the texts that are searched."""
