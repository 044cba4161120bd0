"""Before the writing: do the passages found carry an answer at all?"""
