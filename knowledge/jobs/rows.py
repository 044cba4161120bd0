"""The jobs table's columns, and a job as one row of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    and_,
    inspect,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateColumn

from knowledge.care.traces import Traces
from knowledge.domain import access
from knowledge.jobs.job import Job, JobKind, JobRequest, JobState

WORDS = ("wanted", "progress", "result")
METADATA = MetaData()
JOBS = Table(
    "jobs",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("knowledge_base", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("model", String, nullable=False),
    Column("wanted", String, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("worker", String(32), nullable=False),
    Column("cancel", Integer, nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("not_before", String(32), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("heartbeat_at", String(32), nullable=False),
    Column("finished_at", String(32), nullable=False),
    Column("progress", String, nullable=False),
    Column("result", String, nullable=False),
    Column("error", String, nullable=False),
    # Rows of a release that did not ask have "", which gives no rights at all.
    Column("access", String, nullable=False, server_default=""),
)
WORKERS = Table(
    "workers",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("place", String, nullable=False),
    Column("model", String, nullable=False),
    Column("heartbeat_at", String(32), nullable=False),
)


def held(job: Job) -> ColumnElement[bool]:
    """Return what is true of a job's row as long as this worker's claim holds."""
    return and_(
        JOBS.c.id == job.id,
        JOBS.c.state == JobState.RUNNING.value,
        JOBS.c.worker == job.worker,
        JOBS.c.attempts == job.attempts,
    )


def new_row(
    identifier: str, number: int, request: JobRequest, model: str, now: datetime
) -> dict[str, object]:
    """Return the values of a job that was just asked for."""
    return {
        "id": identifier,
        "number": number,
        "kind": request.kind.value,
        "knowledge_base": request.knowledge_base,
        "owner": request.owner,
        "model": model,
        "wanted": as_json(request.wanted),
        "state": JobState.WAITING.value,
        "attempts": 0,
        "worker": "",
        "cancel": 0,
        "asked_at": written(now),
        "not_before": written(now),
        "started_at": "",
        "heartbeat_at": "",
        "finished_at": "",
        "progress": "{}",
        "result": "{}",
        "error": "",
        "access": access.as_text(request.access),
    }


def ending(
    state: JobState,
    now: datetime,
    *,
    error: str = "",
    result: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the values of a job that is over."""
    values: dict[str, object] = {
        "state": state.value,
        "finished_at": written(now),
        "error": error.replace("\0", ""),
    }
    return {**values, "result": as_json(result)} if result is not None else values


def as_json(values: Mapping[str, object]) -> str:
    """Return what a column of JSON holds."""
    # PostgreSQL takes no NUL, which JSON writes as an escape: plain text then.
    return json.dumps(dict(values), ensure_ascii=True)


def quoted_in(row: RowMapping, traces: Traces) -> bool:
    """Tell whether a job names or quotes a purged document."""
    return any(traces.in_json(row[name]) for name in WORDS) or traces.in_text(row["error"])


def written(moment: datetime) -> str:
    """Return a moment as it is stored."""
    # One width, so that the order of texts is the order of times in either database.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime | None:
    """Return a stored moment, None where there is none."""
    return datetime.fromisoformat(text) if text else None


def job_of(row: RowMapping) -> Job:
    """Return a row as our type."""
    return Job(
        id=row["id"],
        number=row["number"],
        request=JobRequest(
            JobKind(row["kind"]),
            row["knowledge_base"],
            row["owner"],
            json.loads(row["wanted"]),
            access.from_text(row["access"]),
        ),
        state=JobState(row["state"]),
        attempts=row["attempts"],
        worker=row["worker"],
        cancel=bool(row["cancel"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        started_at=read_time(row["started_at"]),
        heartbeat_at=read_time(row["heartbeat_at"]),
        finished_at=read_time(row["finished_at"]),
        progress=json.loads(row["progress"]),
        result=json.loads(row["result"]),
        error=row["error"],
    )


def make_tables(connection: Connection) -> None:
    """Make the tables, and the columns that an earlier release did not have."""
    METADATA.create_all(connection)
    there = {column["name"] for column in inspect(connection).get_columns(JOBS.name)}
    for column in JOBS.columns:
        if column.name not in there:
            written_down = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {JOBS.name} ADD COLUMN {written_down}"))


def set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Prepare a connection to an SQLite file."""
    cursor = connection.cursor()
    # The page reads while a worker writes; what is deleted is overwritten, for a purge.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


# Every row of a database as text: what a proof reads, whatever tables there are.


def row_texts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the table and the texts of each row, those of all columns joined by line breaks.

    The database itself is asked for its tables, so that none is forgotten.
    """
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        for row in connection.execution_options(yield_per=500).execute(select(table)):
            yield table.name, "\n".join(value for value in row if isinstance(value, str))
