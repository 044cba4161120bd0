"""Job: the browser chat and the Assistant behind it."""
