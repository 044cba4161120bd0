"""One's own questions asked, and what came of them."""
