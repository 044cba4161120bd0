"""What the desk writes down, in SQL: conversations, feedback, approved answers, audit, accounts."""
