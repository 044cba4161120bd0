"""Documents become passages, vectors and a published knowledge base."""
