"""Questions ranked through the product's own search."""
