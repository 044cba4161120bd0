"""Language models of any provider: the protocol, the clients, their failures."""
