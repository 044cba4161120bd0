"""Compare answers with people's reference answers."""
