"""Who somebody is, by proxy, provider or password, checked again at each step."""
