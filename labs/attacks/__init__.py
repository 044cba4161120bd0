"""Instructions planted in documents, and how far they get: `citewell eval attacks`."""
