"""Questions from files: the conversation so far, and many questions in one run."""
