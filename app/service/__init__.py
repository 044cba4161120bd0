"""What all pages share: the chat service, replies under way, documents, knowledge bases."""
