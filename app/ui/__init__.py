"""The pages' own pieces, drawn with Streamlit; the pages themselves lie in the packages below."""
