"""What the letters and words of a text say: BM25, codes, spelling, sentences, languages."""
