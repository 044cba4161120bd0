"""Puts into the audit log what is done by command."""

from __future__ import annotations

import getpass
from contextlib import closing
from pathlib import Path

from app.database.audit import Action
from app.records.opening import open_records
from knowledge.settings.parts import DatabaseSettings


def operator() -> str:
    """Return who is at the command line, as the audit log names them."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a container's user may have no name
        return "command line"


def note(
    database: DatabaseSettings, data_dir: Path, action: Action, what: str, *, knowledge_base: str
) -> None:
    """Write down what was done.

    Raises:
        StoreUnavailable: the database cannot be opened or written.
    """
    with closing(open_records(database, data_dir)) as records:
        records.audit.note(operator(), action, what, knowledge_base=knowledge_base)
