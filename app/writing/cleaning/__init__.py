"""What a model writes besides its answer - thoughts, marks of its template - taken out in a stream.

Each part reads character by character, so that where a chunk ends changes nothing.
"""
