"""The Knowledge page's documents: found, sorted, looked into, changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import labels
from app.i18n.labels import Label
from app.rendering.passages import day
from app.service.knowledge_admin import DocumentRow, InForce, PassageRow
from app.ui import curators
from app.ui.knowledge import changes

_PAGE = 20
_COLUMNS: tuple[tuple[Label, int, Callable[[DocumentRow], str | int]], ...] = (
    (labels.TITLE, 300, lambda row: row.record.title),
    (labels.VERSION, 70, lambda row: row.record.metadata.version),
    (labels.STATE, 80, lambda row: words.DOCUMENT_STATES[row.state.value]),
    (labels.FROM, 95, lambda row: _iso(row.first_day)),
    (labels.UNTIL, 95, lambda row: _iso(row.last_day)),
    (labels.GROUPS, 110, lambda row: ", ".join(row.groups)),
    (labels.OWNER, 90, lambda row: row.record.metadata.owner),
    (labels.PASSAGES, 0, lambda row: row.record.passages),
    (labels.KEY, 190, lambda row: row.record.metadata.key),
)
"""Label, width in pixels so that a day and a group can be read to their end, and value."""


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the list, and the chosen document below it."""
    rows = workspace.admin.rows(name, date.today())
    remembered = st.session_state.get(chosen_key(name))
    if not rows:
        # A deletion takes its document off the list, and still has to say how it ended.
        changes.watch_change(workspace)
        curators.empty(words.EMPTY, words.EMPTY_BELOW)
        return
    chosen = next((row for row in rows if row.record.id == remembered), None)
    fitting = _filtered(rows)
    if fitting:
        _table(fitting, name, chosen)
    else:
        curators.soft(words.NONE_FIT)
    if 0 < len(fitting) < len(rows):
        curators.soft(
            words.SHOWN.format(
                shown=words.plain_number(len(fitting)), all=words.plain_number(len(rows))
            )
        )
    if chosen is None:
        changes.watch_change(workspace)
        if fitting:
            curators.soft(words.CHOOSE)
        return
    _document(workspace, name, chosen)


def _filtered(rows: list[DocumentRow]) -> list[DocumentRow]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.text_input(
            words.FIND_DOCUMENTS, placeholder=words.FIND_HINT, key="find_documents"
        )
        states = st.pills(
            words.STATES,
            # All of them, always: a filter would be forgotten with the last of its documents.
            [state.value for state in InForce],
            selection_mode="multi",
            format_func=lambda state: words.DOCUMENT_STATES[state],
            key="document_states",
        )
    sought = asked.casefold().split()
    return [
        row
        for row in rows
        if (not states or row.state.value in states) and (not sought or row.holds(sought))
    ]


def chosen_key(name: str) -> str:
    """Return where the session keeps the id of a knowledge base's chosen document."""
    return f"document_chosen_{name}"


def _table(rows: list[DocumentRow], name: str, chosen: DocumentRow | None) -> None:
    identifiers = [row.record.id for row in rows]
    # A list of other rows is another table: the browser would keep the place of the row chosen
    # before, where another document stands now.
    key = f"documents_{name}_{hash(tuple(identifiers))}"
    at = [identifiers.index(chosen.record.id)] if chosen and chosen in rows else []
    columns = {str(label): [value(row) for row in rows] for label, _, value in _COLUMNS}
    # Rows are drawn only where they are looked at, so that 10,000 scroll as 10 do.
    st.dataframe(
        columns,
        hide_index=True,
        height=min(38 + 35 * len(rows), 38 + 35 * _PAGE // 2),
        column_config={
            str(label): st.column_config.TextColumn(width=pixels)
            for label, pixels, _ in _COLUMNS
            if pixels
        },
        on_select=partial(_choose, name, key, identifiers),
        selection_mode="single-row",
        selection_default={"selection": {"rows": at}},
        key=key,
        alt=words.DOCUMENTS,
    )


def _choose(name: str, key: str, identifiers: list[str]) -> None:
    """Remember which row was chosen, or that none is any more."""
    picked = st.session_state[key]["selection"]["rows"]
    st.session_state[chosen_key(name)] = identifiers[picked[0]] if picked else None


def _iso(day: date | None) -> str:
    # As text: a column of days says "None" where there is none, and ISO days sort as text, too.
    return str(day) if day else ""


def _document(workspace: curators.CuratorWorkspace, name: str, row: DocumentRow) -> None:
    record = row.record
    changes.turn_to_document(record.id)
    metadata = record.metadata
    first, last = row.first_day, row.last_day
    with st.container(key="document"):
        curators.heading(record.title)
        curators.details(
            (
                (labels.KEY, metadata.key),
                (labels.VERSION, metadata.version),
                (labels.STATE, words.DOCUMENT_STATES[row.state.value]),
                (labels.FROM, day(first) if first else ""),
                (labels.UNTIL, day(last) if last else ""),
                (labels.GROUPS, ", ".join(row.groups)),
                (labels.OWNER, metadata.owner),
                (labels.FACETS, ", ".join(f"{k}={v}" for k, v in metadata.facets.items())),
                (labels.FILE, record.source),
                (labels.FOLDER, words.UPLOADED if row.uploaded else record.root),
            )
        )
        parts = [words.LOOK, words.NEW_VERSION, words.RETIRE, words.DELETE]
        part = st.segmented_control(
            words.DOCUMENTS,
            parts,
            default=words.LOOK,
            key=f"part_{record.id}",
            label_visibility="collapsed",
            required=True,
        )
        if part == words.LOOK:
            _passages(workspace, name, row)
        elif part == words.NEW_VERSION:
            changes.new_version(row)
        elif part == words.RETIRE:
            changes.retire(workspace, name, row)
        else:
            changes.delete(workspace, name, row)


def _passages(workspace: curators.CuratorWorkspace, name: str, row: DocumentRow) -> None:
    passages = workspace.admin.passages(name, row.record)
    page, pages = 1, -(-len(passages) // _PAGE)
    if pages > 1:
        page = int(
            st.number_input(
                f"{words.LOOK} ({words.plain_number(len(passages))}), 1\u2013{pages}",
                min_value=1,
                max_value=pages,
                key=f"page_{row.record.id}",
                width=220,
            )
        )
    for each in passages[(page - 1) * _PAGE : page * _PAGE]:
        _passage(workspace, name, each)
    for hidden in workspace.admin.hidden(name, row.record):
        changes.hidden_passage(hidden.original)
    changes.watch_change(workspace)


def _passage(workspace: curators.CuratorWorkspace, name: str, row: PassageRow) -> None:
    changes.passage_html(row)
    with st.container(horizontal=True):
        changes.passage_buttons(workspace, name, row)
