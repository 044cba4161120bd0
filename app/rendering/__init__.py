"""Answers, passages and sources as safe HTML, without Streamlit."""
