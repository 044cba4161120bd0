"""Before writing: do the passages found hold an answer?"""
