"""Types used throughout: answers, conversations, replies, people."""
