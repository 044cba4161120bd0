"""Is each sentence of an answer carried by the passages that it cites?"""
