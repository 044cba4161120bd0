"""Sweeps the records at the start and once a day, beside the page."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from app.database.engine import Database
from app.database.moments import now
from app.database.retention import sweep
from knowledge.errors import AssistantError

_LOG = logging.getLogger(__name__)
_DAY_SECONDS = 86_400.0


def keep_for(database: Database, days: int) -> None:
    """Begin to delete what is older than so many days, now and every day; 0 keeps it for good."""
    threading.Thread(
        target=_sweep_daily, args=(database, days), name="retention", daemon=True
    ).start()


def _sweep_daily(database: Database, days: int) -> None:
    waiting = threading.Event()
    while True:
        sweep_once(database, days)
        waiting.wait(_DAY_SECONDS)


def sweep_once(database: Database, days: int) -> None:
    """Delete what is older than so many days; a failure is logged, the next day tries again."""
    moment = now()
    try:
        swept = sweep(database, before=moment - timedelta(days=days) if days else None, now=moment)
    except AssistantError as error:
        _LOG.warning("Nothing was deleted by age: %s", error)
        return
    if swept.conversations or swept.feedback or swept.events:
        _LOG.info(
            "Deleted by age: %d conversations, %d verdicts, %d lines of the audit log.",
            swept.conversations,
            swept.feedback,
            swept.events,
        )
