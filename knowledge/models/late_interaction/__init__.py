"""Question and passage compared word piece by word piece, by the embedding model's own vectors."""
