"""Files in the data folder: written so that a power cut cannot undo them, kept, swept away."""
