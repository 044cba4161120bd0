"""The database opened: an SQLite file or PostgreSQL, brought up to this release's schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from threading import Lock

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, RowMapping, Table, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.base import Executable

from app.database.schema import REVISION
from knowledge.domain.errors import ConfigurationError, StoreUnavailable
from knowledge.files.data_folder import private_folder
from knowledge.jobs.rows import row_texts
from knowledge.settings.part import revealed

FILE_NAME = "conversations.sqlite3"
"""The file in the data folder where no address is set; a purge must clear the same one."""

_WRITES = "citewell_writes"
_BUSY_SECONDS = 30
_POOLED, _MORE = 8, 24
_MIGRATING = 7_126_001
"""The number of PostgreSQL's advisory lock under which one replica at a time migrates."""


class Database:
    """An open database, safe for many threads. Every failure is a StoreUnavailable."""

    def __init__(self, url: str) -> None:
        """Open `sqlite:///FILE`, made when missing, or `postgresql://...`; migrate if need be.

        Raises:
            ConfigurationError: the address is none that is known, or the driver is missing.
            StoreUnavailable: it cannot be opened or written, or a newer release wrote it.
        """
        self._url = _known(url)
        self.place = self._url.render_as_string(hide_password=True)
        self.on_server = self._url.get_backend_name() == "postgresql"
        # SQLite takes one writer at a time and lets the others poll for it, so that one of many may
        # wait for seconds: 512 writes of 32 conversations took 4.6 s, the slowest 3.9 s; in turn
        # (and without a sync for each, see below) 0.6 s and 0.2 s.
        self._turn: AbstractContextManager[object] = nullcontext() if self.on_server else Lock()
        self._engine = self._open()
        try:
            self._bring_up_to_date()
        except StoreUnavailable:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Release the file or the connections."""
        self._engine.dispose()

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on a server."""
        return None if self.on_server else Path(self._url.database or "")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is kept when the block ends without an error."""
        with self._explained(), self._turn, self._engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """Return what a statement selects."""
        with self.reading() as connection:
            return connection.execute(statement).mappings().all()

    def run(self, *statements: Executable) -> None:
        """Write, all or nothing."""
        with self.writing() as connection:
            for statement in statements:
                connection.execute(statement)

    def every_row(self) -> Iterator[tuple[str, str]]:
        """Yield the table and the texts of every row of the database."""
        with self.reading() as connection:
            yield from row_texts(connection)

    def rewrite(self, tables: Sequence[Table]) -> None:
        """Rewrite the tables, so that no free page keeps what was deleted."""
        with self._explained():
            if self.on_server:
                with self._engine.connect() as connection:
                    outside = connection.execution_options(isolation_level="AUTOCOMMIT")
                    outside.execute(text(f"VACUUM FULL {', '.join(t.name for t in tables)}"))
                return
            # Without SQLAlchemy's transaction, in which SQLite refuses both.
            with closing(self._engine.raw_connection()) as raw:
                cursor = raw.cursor()
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _open(self) -> Engine:
        if self.file is not None:
            _make_private(self.file)
        options: dict[str, object] = {"connect_args": {"timeout": _BUSY_SECONDS}}
        if self.on_server:
            options = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
        try:
            engine = create_engine(self._url, pool_size=_POOLED, max_overflow=_MORE, **options)
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"CITEWELL_DATABASE_URL names {self.place!r}, but the driver {error.name!r} is not "
                "installed. Install citewell with its extra 'postgres'."
            ) from error
        if not self.on_server:
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if _revision(connection) == REVISION:
                return
        with self.writing() as connection:
            if self.on_server:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
            found = _revision(connection)
            # Alembic takes a tenth of a second to import, which the first screen should not wait
            # for every day; so only when there is something to do.
            upgrade = import_module("app.database.upgrading")
            if found not in upgrade.KNOWN:
                raise StoreUnavailable(
                    f"The database {self.place} was written by a newer release (its schema is "
                    f"{found!r}, this release knows up to {REVISION!r}). Install the newer release "
                    "again, or restore the copy from before."
                )
            upgrade.upgrade(connection, found)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            advice = (
                "Check CITEWELL_DATABASE_URL and that the server runs and lets this user in."
                if self.on_server
                else "Check the disk and the file's permissions, or move the file away to start "
                "afresh."
            )
            kept = "in" if self.on_server else "in the file"
            raise StoreUnavailable(
                f"The conversations {kept} {self._named()} cannot be read or written ({reason}). "
                f"{advice}"
            ) from error

    def _named(self) -> str:
        return self.place if self.on_server else repr(self._url.database)


def open_database(url: SecretStr | None, data_dir: Path) -> Database:
    """Open the configured database; with no address the file in the data folder.

    Raises:
        ConfigurationError: the address is none that is known, or the driver is missing.
        StoreUnavailable: it cannot be opened or written, or a newer release wrote it.
    """
    address = revealed(url)
    return Database(address or file_url(data_dir / FILE_NAME))


def file_url(path: Path) -> str:
    """Return the address of an SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def _make_private(file: Path) -> None:
    # It holds what patients' calls were about, and password hashes: for its owner only.
    try:
        private_folder(file.parent)
        file.touch(mode=0o600)
    except OSError as error:
        raise StoreUnavailable(
            f"The database {str(file)!r} cannot be opened ({error.strerror or error}). Check the "
            "folder's permissions, or set CITEWELL_DATA_DIR to another one."
        ) from error


def _known(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ConfigurationError(
            "CITEWELL_DATABASE_URL is not an address. Write it as "
            "postgresql://user:password@host:5432/name, or leave it empty for a file."
        ) from error
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise ConfigurationError(
        f"CITEWELL_DATABASE_URL begins with {url.drivername!r}, which is not known. Use "
        "postgresql://user:password@host:5432/name or sqlite:///FILE."
    )


def _revision(connection: Connection) -> str:
    """Return the schema's step: "" of an empty database, "0001" of the first release's."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    return "0001" if "threads" in tables else ""


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin too late to take the writer's place at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers are not held up by a reply that is being written down; deleting a thread takes its
    # turns along; what is deleted is overwritten, since it may quote purged documents.
    cursor.execute("PRAGMA journal_mode=WAL")
    # The end of this process loses nothing; a power cut may lose the last moments, no more.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that began as a reader is refused at once when another wrote in between; one that
    # says so waits for its turn.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
