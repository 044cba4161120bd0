"""What the desk writes down: conversations, feedback, approved answers, gaps."""
