"""Work that a page asks for and a worker does: the jobs table."""
