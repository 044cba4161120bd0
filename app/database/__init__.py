"""The SQL database: tables, migrations, and a store for each kind of record."""
