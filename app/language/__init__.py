"""Words, sentences and characters of English, German and Spanish."""
