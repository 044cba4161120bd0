"""Looking after a knowledge base: verify, archive, migrate, curators' records, proof of a purge."""
