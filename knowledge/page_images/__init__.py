"""Pictures of a PDF's pages with the cited words marked."""
