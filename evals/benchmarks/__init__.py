"""One file per way that benchmarks are laid out on disk."""
