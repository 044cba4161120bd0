"""Models in this process; the only place that imports torch."""
