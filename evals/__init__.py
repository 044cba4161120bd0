"""Job: measure retrieval, answers and speed."""
