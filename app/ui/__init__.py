"""The pages, drawn with Streamlit; what they share lies here."""
