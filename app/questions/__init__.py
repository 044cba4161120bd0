"""What is asked: manners told from questions, and what a follow-up means."""
