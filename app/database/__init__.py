"""The SQL database: its tables, their migrations, and one store for each kind of record."""
