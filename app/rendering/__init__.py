"""Answers, passages and sources as safe HTML; no Streamlit."""
