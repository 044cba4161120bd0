"""Word, Excel and PowerPoint, old and new."""
