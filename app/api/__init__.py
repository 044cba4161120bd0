"""The HTTP API: the page's service for programs, with the same rights and records."""
