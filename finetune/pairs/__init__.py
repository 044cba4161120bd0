"""Questions with passages that answer them, and near misses: what is trained on."""
