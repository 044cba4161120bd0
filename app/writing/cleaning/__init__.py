"""A stream without what models write besides an answer: thoughts, marks, lists of sources."""
