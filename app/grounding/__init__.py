"""After the writing: is each sentence carried by the passages that it cites?"""
