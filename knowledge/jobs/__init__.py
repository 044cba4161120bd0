"""The jobs table: work that a page requests and a worker does."""
