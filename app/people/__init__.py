"""Who is at the page, how they sign in, and what is noted of it."""
