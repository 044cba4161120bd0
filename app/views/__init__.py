"""What the chat page draws: Streamlit stops here."""
