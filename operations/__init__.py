"""What can be done to a knowledge base; used by the command line and the worker."""
