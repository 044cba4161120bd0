"""What is stated about a document: front matter, sidecar, file name."""
