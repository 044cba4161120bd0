"""What of the passages is quoted: windows, what speaks for each, and which make the answer."""
