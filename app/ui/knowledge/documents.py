"""The Knowledge page's documents: found, sorted, looked into, changed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.i18n import curator_texts as words
from app.rendering.passages import day
from app.service.knowledge_admin import DocumentRow, InForce, PassageRow
from app.ui import curators
from app.ui.knowledge import changes

_PAGE = 20


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the list, and the chosen document below it."""
    rows = workspace.admin.rows(name, date.today())
    if not rows:
        # A deletion takes its document off the list, and still has to say how it ended.
        changes.watch_change(workspace)
        curators.empty(words.EMPTY, words.EMPTY_BELOW)
        return
    fitting = _filtered(rows)
    if not fitting:
        changes.watch_change(workspace)
        curators.soft(words.NONE_FIT)
        return
    chosen = _table(fitting, name)
    if len(fitting) < len(rows):
        curators.soft(
            words.SHOWN.format(
                shown=words.plain_number(len(fitting)), all=words.plain_number(len(rows))
            )
        )
    if chosen is None:
        changes.watch_change(workspace)
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
            [state.value for state in InForce if any(row.state is state for row in rows)],
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


def _table(rows: list[DocumentRow], name: str) -> DocumentRow | None:
    columns = {
        words.TITLE: [row.record.title for row in rows],
        words.VERSION: [row.record.metadata.version for row in rows],
        words.STATE: [words.DOCUMENT_STATES[row.state.value] for row in rows],
        words.FROM: [_iso(row.first_day) for row in rows],
        words.UNTIL: [_iso(row.last_day) for row in rows],
        words.GROUPS: [", ".join(row.groups) for row in rows],
        words.OWNER: [row.record.metadata.owner for row in rows],
        words.PASSAGES: [row.record.passages for row in rows],
        words.KEY: [row.record.metadata.key for row in rows],
    }
    # Rows are drawn only where they are looked at, so that 10,000 scroll as 10 do.
    picked = st.dataframe(
        columns,
        hide_index=True,
        height=min(38 + 35 * len(rows), 38 + 35 * _PAGE // 2),
        column_config={
            column: st.column_config.TextColumn(width=pixels)
            for column, pixels in _widths().items()
        },
        on_select="rerun",
        selection_mode="single-row",
        key=f"documents_{name}",
        alt=words.DOCUMENTS,
    )
    indices = picked["selection"]["rows"]
    at = indices[0] if indices else None
    return rows[at] if at is not None and at < len(rows) else None


def _widths() -> dict[str, int]:
    """Return the columns' widths in pixels, so that a day and a group can be read to their end."""
    return {
        words.TITLE: 300,
        words.VERSION: 70,
        words.STATE: 80,
        words.FROM: 95,
        words.UNTIL: 95,
        words.GROUPS: 110,
        words.OWNER: 90,
        words.KEY: 190,
    }


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
                (words.KEY, metadata.key),
                (words.VERSION, metadata.version),
                (words.STATE, words.DOCUMENT_STATES[row.state.value]),
                (words.FROM, day(first) if first else ""),
                (words.UNTIL, day(last) if last else ""),
                (words.GROUPS, ", ".join(row.groups)),
                (words.OWNER, metadata.owner),
                (words.FACETS, ", ".join(f"{k}={v}" for k, v in metadata.facets.items())),
                (words.FILE, record.source),
                (words.FOLDER, words.UPLOADED if row.uploaded else record.root),
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
