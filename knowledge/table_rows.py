"""Every row of a database as text: what a proof reads, whatever tables there are."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, select


def row_texts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the table and the texts of each row, those of all columns joined by line breaks.

    The database itself is asked for its tables, so that none is forgotten.
    """
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        for row in connection.execution_options(yield_per=500).execute(select(table)):
            yield table.name, "\n".join(value for value in row if isinstance(value, str))
