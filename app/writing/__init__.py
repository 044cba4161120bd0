"""Answers written from passages: quoted, or by a language model."""
