"""The curators' Quality page: gaps, feedback, approved answers, evaluations."""
