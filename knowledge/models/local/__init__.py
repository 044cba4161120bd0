"""Models that run in this process: the only place that imports torch and sentence-transformers."""
