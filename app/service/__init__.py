"""What the pages share: the chat service, running replies, documents, administration."""
