"""What is stated about a document: in front matter, in a sidecar, in its file's name."""
