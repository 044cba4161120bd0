"""Finds text that gives orders to a language model, in many languages and disguises."""
