"""The jobs table: what a page asks for and a worker does. SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    create_engine,
    delete,
    event,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from knowledge.care.traces import Traces
from knowledge.domain.errors import ConfigurationError, StoreUnavailable
from knowledge.files.data_folder import private_folder
from knowledge.jobs.job import GIVEN_UP, MOST_ATTEMPTS, Job, JobRequest, JobState
from knowledge.jobs.rows import (
    JOBS,
    WORKERS,
    as_json,
    ending,
    held,
    job_of,
    make_tables,
    new_row,
    quoted_in,
    row_texts,
    set_up_sqlite,
    written,
)
from knowledge.settings.part import revealed
from knowledge.settings.settings import Settings

FILE_NAME = "jobs.sqlite3"
"""The file in the data folder where no database is set: its heartbeats hold up no conversation."""

_AGAIN = 5
_Result = TypeVar("_Result")


class JobTable:
    """Jobs in the order in which they were asked for. Safe for many threads and processes.

    A worker that was not heard of for `stale_seconds` counts as dead, and its job is taken again.
    Installations with different embedding models may share a table: each sees and does the jobs of
    its `model` only.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str = "",
        stale_seconds: float = 60.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the database and make the tables where they are missing.

        Raises:
            ConfigurationError: the address cannot be read, or its driver is not installed.
            StoreUnavailable: it cannot be opened or written.
        """
        self._stale = timedelta(seconds=stale_seconds)
        self._model = model
        self._now = now
        try:
            # Without a driver's name SQLAlchemy takes one that is not ours.
            named = url.replace("postgresql://", "postgresql+psycopg://", 1)
            self._engine = create_engine(named, pool_pre_ping=True)
        except (ModuleNotFoundError, SQLAlchemyError, ValueError) as error:
            raise ConfigurationError(
                f"CITEWELL_DATABASE_URL cannot be used ({error}). Give sqlite:///FILE, or "
                "postgresql://USER@HOST/NAME with citewell[postgres] installed."
            ) from error
        self._place = self._engine.url.render_as_string(hide_password=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", set_up_sqlite)
        self._in_transaction(make_tables, tries=_AGAIN)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def add(self, request: JobRequest) -> str:
        """Ask for a job; return its id."""
        identifier = uuid4().hex
        now = self._now()

        def run(connection: Connection) -> None:
            last = connection.execute(
                select(JOBS.c.number).order_by(JOBS.c.number.desc()).limit(1)
            ).scalar()
            connection.execute(
                insert(JOBS).values(new_row(identifier, (last or 0) + 1, request, self._model, now))
            )

        # Two who ask at once read the same last number: the later one counts again.
        self._in_transaction(run, tries=_AGAIN)
        return identifier

    def get(self, identifier: str) -> Job | None:
        """Return a job, None where there is none of this id."""
        return next(iter(self._jobs(JOBS.c.id == identifier, limit=1)), None)

    def latest(self, knowledge_base: str = "", *, limit: int = 50) -> list[Job]:
        """Return the jobs asked for last, of one knowledge base where it is named."""
        ours = JOBS.c.model == self._model
        wanted = and_(ours, JOBS.c.knowledge_base == knowledge_base) if knowledge_base else ours
        return self._jobs(wanted, limit=limit)

    def claim(self, worker: str) -> Job | None:
        """Take the oldest job that waits, or whose worker is dead; None where there is none.

        Whoever changes the row first has it: the change names the state in which it was seen. Of
        one knowledge base one job runs at a time, for there is one writer.
        """
        while True:
            seen = self._next()
            if seen is None:
                return None
            if seen.attempts >= MOST_ATTEMPTS:
                self._change_as_seen(seen, ending(JobState.FAILED, self._now(), error=GIVEN_UP))
                continue
            if seen.cancel:
                self._change_as_seen(seen, ending(JobState.CANCELLED, self._now()))
                continue
            now = written(self._now())
            values = {
                "state": JobState.RUNNING.value,
                "worker": worker,
                "attempts": seen.attempts + 1,
                "started_at": written(seen.started_at) if seen.started_at else now,
                "heartbeat_at": now,
            }
            if self._change_as_seen(seen, values):
                return self.get(seen.id)

    def beat(self, job: Job, progress: Mapping[str, object] | None = None) -> bool:
        """Say that a job's worker lives, and how far it is.

        False when it shall stop: it was cancelled, or another worker has taken it over.
        """
        values: dict[str, object] = {"heartbeat_at": written(self._now())}
        if progress is not None:
            values["progress"] = as_json(progress)
        if not self._change(held(job), values):
            return False
        return not any(each.cancel for each in self._jobs(JOBS.c.id == job.id, limit=1))

    def finish(self, job: Job, result: Mapping[str, object]) -> bool:
        """Write down what came of a job; False: another worker has taken it over."""
        return self._change(held(job), ending(JobState.DONE, self._now(), result=result))

    def fail(self, job: Job, error: str, result: Mapping[str, object] | None = None) -> bool:
        """Write down why a job failed."""
        values = ending(JobState.FAILED, self._now(), error=error, result=result)
        return self._change(held(job), values)

    def cancelled(self, job: Job) -> bool:
        """Write down that a job was stopped, as asked."""
        return self._change(held(job), ending(JobState.CANCELLED, self._now()))

    def give_back(self, job: Job, *, wait_seconds: float = 0.0) -> bool:
        """Let a job wait again, as if it had not been tried; True when it was still ours."""
        values = {
            "state": JobState.WAITING.value,
            "worker": "",
            "attempts": max(0, job.attempts - 1),
            "not_before": written(self._now() + timedelta(seconds=wait_seconds)),
        }
        return self._change(held(job), values)

    def cancel(self, identifier: str) -> None:
        """Ask that a job stops; one that still waits never starts."""
        this = JOBS.c.id == identifier
        waiting = and_(this, JOBS.c.state == JobState.WAITING.value)
        if not self._change(waiting, ending(JobState.CANCELLED, self._now())):
            self._change(and_(this, JOBS.c.state == JobState.RUNNING.value), {"cancel": 1})

    def forget(self, traces: Traces) -> int:
        """Delete the jobs that name or quote a purged document; return how many.

        One that is running is its worker's, and stays.
        """

        def run(connection: Connection) -> int:
            resting = JOBS.c.state != JobState.RUNNING.value
            rows = connection.execute(select(JOBS).where(resting)).mappings().all()
            doomed = [row["id"] for row in rows if quoted_in(row, traces)]
            connection.execute(delete(JOBS).where(JOBS.c.id.in_(doomed)))
            return len(doomed)

        forgotten = self._in_transaction(run)
        if forgotten:
            self._overwrite()
        return forgotten

    def every_row(self) -> Iterator[tuple[str, str]]:
        """Yield the table and the texts of every row of the database."""
        yield from self._in_transaction(lambda connection: list(row_texts(connection)))

    def _overwrite(self) -> None:
        """Let no file keep what was deleted: the log beside it, or pages that are free now."""
        sqlite = self._engine.dialect.name == "sqlite"
        statement = "PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else f"VACUUM FULL {JOBS.name}"
        try:
            with self._engine.connect() as connection:
                outside = connection.execution_options(isolation_level="AUTOCOMMIT")
                outside.exec_driver_sql(statement)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def tell_alive(self, worker: str, place: str) -> None:
        """Note that a worker is there; `place` says where ("host, process 12")."""
        now = written(self._now())
        old = written(self._now() - 10 * self._stale)

        def run(connection: Connection) -> None:
            this = WORKERS.c.id == worker
            values = {"place": place, "model": self._model, "heartbeat_at": now}
            if not connection.execute(update(WORKERS).where(this).values(values)).rowcount:
                connection.execute(insert(WORKERS).values(id=worker, **values))
            connection.execute(delete(WORKERS).where(WORKERS.c.heartbeat_at < old))

        self._in_transaction(run)

    def leave(self, worker: str) -> None:
        """Note that a worker has ended."""
        self._in_transaction(lambda c: c.execute(delete(WORKERS).where(WORKERS.c.id == worker)))

    def workers(self) -> list[str]:
        """Return where workers are that live."""
        lately = WORKERS.c.heartbeat_at >= written(self._now() - self._stale)
        alive = and_(lately, WORKERS.c.model == self._model)
        rows = self._in_transaction(
            lambda c: c.execute(select(WORKERS.c.place).where(alive)).scalars().all()
        )
        return sorted(rows)

    def _next(self) -> Job | None:
        now = self._now()
        stale = written(now - self._stale)
        running = JOBS.c.state == JobState.RUNNING.value
        free = or_(
            and_(JOBS.c.state == JobState.WAITING.value, JOBS.c.not_before <= written(now)),
            and_(running, JOBS.c.heartbeat_at < stale),
        )
        ours = JOBS.c.model == self._model
        other = JOBS.alias("other")
        busy = exists().where(
            other.c.knowledge_base == JOBS.c.knowledge_base,
            other.c.id != JOBS.c.id,
            other.c.state == JobState.RUNNING.value,
            other.c.heartbeat_at >= stale,
        )
        return next(iter(self._jobs(and_(ours, free, ~busy), limit=1, oldest_first=True)), None)

    def _change_as_seen(self, seen: Job, values: Mapping[str, object]) -> bool:
        as_seen = and_(
            JOBS.c.id == seen.id,
            JOBS.c.state == seen.state.value,
            JOBS.c.attempts == seen.attempts,
            JOBS.c.heartbeat_at == (written(seen.heartbeat_at) if seen.heartbeat_at else ""),
        )
        return self._change(as_seen, values)

    def _change(self, wanted: ColumnElement[bool], values: Mapping[str, object]) -> bool:
        statement = update(JOBS).where(wanted).values(dict(values))
        return self._in_transaction(lambda c: c.execute(statement).rowcount) == 1

    def _jobs(
        self, wanted: ColumnElement[bool], *, limit: int, oldest_first: bool = False
    ) -> list[Job]:
        request = JOBS.c.number if oldest_first else JOBS.c.number.desc()
        statement = select(JOBS).where(wanted).order_by(request).limit(limit)
        rows = self._in_transaction(lambda c: c.execute(statement).mappings().all())
        return [job_of(row) for row in rows]

    def _in_transaction(self, run: Callable[[Connection], _Result], *, tries: int = 1) -> _Result:
        try:
            with self._engine.begin() as connection:
                return run(connection)
        except SQLAlchemyError as error:
            if tries > 1:
                return self._in_transaction(run, tries=tries - 1)
            raise self._unavailable(error) from error

    def _unavailable(self, error: SQLAlchemyError) -> StoreUnavailable:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        return StoreUnavailable(
            f"The jobs in {self._place!r} cannot be read or written ({reason}). Check the disk "
            "and its permissions, or CITEWELL_DATABASE_URL."
        )


def open_jobs(settings: Settings) -> JobTable:
    """Return the jobs of this installation: in its database, else in a file of its data folder.

    Raises:
        ConfigurationError: the address of the database cannot be read.
        StoreUnavailable: it cannot be opened or written.
    """
    address = revealed(settings.database.url)
    if not address:
        private_folder(settings.data_dir)
        address = f"sqlite:///{settings.data_dir / FILE_NAME}"
    return JobTable(
        address, model=settings.embedding.model, stale_seconds=settings.worker.stale_seconds
    )
