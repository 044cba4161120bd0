"""The page's texts in other languages, one module for each module of English ones."""
