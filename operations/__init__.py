"""What may be done to a knowledge base, for the command line and the worker alike."""
