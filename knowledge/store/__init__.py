"""The store's protocol, and what both engines share."""
