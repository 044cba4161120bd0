"""The chat: who asks, what is found, what is answered, and the pages that show it."""
