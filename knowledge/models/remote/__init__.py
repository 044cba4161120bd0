"""Models behind an address: their protocols, retries and limits."""
