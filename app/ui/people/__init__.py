"""Signing in and out, and who is at a browser tab."""
