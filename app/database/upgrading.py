"""Runs the migrations. Slow to import (Alembic): only where a database is behind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).with_name("migrations")
_STEPS = ScriptDirectory(str(_FOLDER))

KNOWN = ("", *(step.revision for step in _STEPS.walk_revisions()))
"""What a database may be at: empty, or any step of this release."""


def upgrade(connection: Connection, found: str) -> None:
    """Bring a database from the step found to the newest, within the connection's transaction."""

    def steps(revision: str | tuple[str, ...], _: MigrationContext) -> Iterable[MigrationStep]:
        # The call that EnvironmentContext's own documentation shows.
        return _STEPS._upgrade_revs("head", revision)  # type: ignore[arg-type]

    with EnvironmentContext(Config(), _STEPS, fn=steps) as environment:
        environment.configure(connection=connection)
        context = environment.get_context()
        if found and not context.get_current_heads():
            # The first release wrote no step down.
            context.stamp(_STEPS, found)
        environment.run_migrations()
