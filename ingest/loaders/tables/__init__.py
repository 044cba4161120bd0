"""Table rows turned into blocks that name their columns."""
