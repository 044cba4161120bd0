"""The People page's audit log: who did what, filtered, and taken along as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import streamlit as st

from app.database.audit import Action, Event
from app.i18n import curator_texts as words
from app.records.opening import Records
from app.records.quality import spreadsheet
from app.service.people_admin import PeopleAdmin
from app.ui import curators

_SHOWN = 200


def show(records: Records, people: PeopleAdmin) -> None:
    """Draw the log's latest events that fit the filters."""
    names = sorted(name for name in records.audit.last_seen() if name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.selectbox(
            words.AUDIT_PERIOD,
            list(words.PERIODS),
            format_func=lambda each: words.PERIODS[each],
            key="audit_period",
            width=180,
        )
        person = st.selectbox(
            words.PERSON, names, index=None, key="audit_person", placeholder=words.ANYBODY
        )
        action = st.selectbox(
            words.ACTION,
            list(Action),
            index=None,
            format_func=lambda each: words.ACTIONS[each.value],
            key="audit_action",
            placeholder=words.ANYTHING,
        )
    since = datetime.now(UTC) - timedelta(days=int(days))
    named = action.value if action else ""
    events = records.audit.latest(_SHOWN, since=since, person=person, action=named)
    if not events:
        curators.empty(words.NO_EVENTS, words.NO_EVENTS_BELOW)
        return
    st.download_button(
        words.EXPORT_CSV,
        partial(_exported, records, people, since, person, named),
        file_name=f"audit-{date.today()}.csv",
        mime="text/csv",
        key="audit_csv",
        on_click="ignore",
    )
    curators.table(
        (words.WHEN, words.PERSON, words.ACTION, words.WHAT),
        [_cells(event) for event in events],
        label=words.AUDIT,
    )
    if len(events) == _SHOWN:
        curators.soft(words.LATEST_EVENTS.format(count=_SHOWN))


def _cells(event: Event) -> tuple[str, ...]:
    return (
        f"{event.at:%Y-%m-%d %H:%M}",
        event.person,
        words.ACTIONS.get(event.action, event.action),
        f"{event.what}\n{event.knowledge_base}" if event.what else event.knowledge_base,
    )


def _exported(
    records: Records, people: PeopleAdmin, since: datetime, person: str | None, action: str
) -> bytes:
    # Called when the button is clicked, not when it is drawn.
    people.note_export("audit log as csv")
    events = records.audit.events(since=since, person=person, action=action)
    return ("\ufeff" + as_csv(events)).encode()


def as_csv(events: Sequence[Event]) -> str:
    """Return events as CSV for a spreadsheet, oldest first; no cell is taken for a formula."""
    rows = ((e.at.isoformat(), e.person, e.action, e.knowledge_base, e.what) for e in events)
    return spreadsheet(("at", "person", "action", "knowledge base", "what"), rows)
