"""Conversations, feedback and evaluations, as the pages read and write them."""
