"""Ground floor: what is known and how it is found."""
