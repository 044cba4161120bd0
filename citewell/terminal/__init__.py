"""Tables, progress and errors as a terminal shows them."""
