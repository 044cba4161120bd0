"""Images of PDF pages with the cited words marked."""
