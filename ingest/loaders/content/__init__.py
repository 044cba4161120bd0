"""What every loader fills and uses: outlines, encodings, marks, embedded files, OCR."""
