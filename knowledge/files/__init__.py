"""Files in the data folder, written so that a power cut does no harm."""
