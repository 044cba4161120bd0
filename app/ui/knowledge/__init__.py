"""The curators' Knowledge page: documents, uploads, searches to try, history."""
