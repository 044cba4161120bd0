"""What is known and how it is found: the layer that everything else stands on."""
