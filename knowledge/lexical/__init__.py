"""Words and spelling: BM25, codes, corrections, sentences, languages."""
