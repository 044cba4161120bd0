"""Orders planted in documents, and what comes of them: `citewell eval attacks`."""
