"""The texts of the pages, and the language that they are said in."""
