"""Text that gives orders to a language model, found in several languages and disguises."""
