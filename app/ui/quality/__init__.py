"""The Quality page: gaps, feedback, approved answers, evaluations."""
