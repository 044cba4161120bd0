"""The types that everything shares: answers, conversations, replies, people."""
