"""What all loaders use: outlines, encodings, markup, embedded files, OCR."""
