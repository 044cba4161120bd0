"""The sample knowledge base of an invented health plan; see README.md in this folder."""
