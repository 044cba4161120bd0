"""Files of records: CSV, JSON, PubMed."""
