"""Job: measure retrieval and answers."""
