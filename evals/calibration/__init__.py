"""Fit the answerability threshold to your own questions."""
