"""Models behind an address: protocols, retries, limits."""
