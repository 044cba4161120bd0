"""Who somebody is: by proxy, identity provider or password, and asked again at each step."""
