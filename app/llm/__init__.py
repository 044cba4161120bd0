"""Language models of any provider: the role, the clients, what goes wrong."""
