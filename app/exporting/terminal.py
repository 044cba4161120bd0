"""An answer as plain text for a terminal."""

from __future__ import annotations

import textwrap

from app.answers import Answer, Citation, Support
from knowledge.passages import Passage

_WIDTH = 96
_UNSURE = {Support.WEAK: "weak", Support.UNSUPPORTED: "not supported"}


def as_terminal_text(answer: Answer) -> str:
    """Return the answer, its numbered sources, and what is doubtful about it."""
    parts = [answer.text]
    if answer.citations:
        parts.append("\n".join(("Sources", *(_source(c) for c in answer.citations))))
    doubts = [
        f"({_UNSURE[s.support]}) {s.text} - {s.reason}"
        for s in answer.sentences
        if s.support in _UNSURE
    ]
    if doubts:
        parts.append("\n".join(("Check these sentences", *doubts)))
    if notes := (*answer.found.notes, *answer.notes):
        parts.append("\n".join(f"Note: {note}" for note in notes))
    return "\n\n".join(parts)


def place(passage: Passage) -> str:
    """Return title, section, page and version in one line."""
    pages = ""
    if passage.first_page is not None:
        alone = passage.last_page in {None, passage.first_page}
        pages = (
            f"p. {passage.first_page}"
            if alone
            else (f"pp. {passage.first_page}-{passage.last_page}")
        )
    headings = [heading for heading in passage.headings if heading != passage.title]
    version = f"version {passage.version}" if passage.version else ""
    section = " > ".join(headings)
    return ", ".join(p for p in (passage.title, section, pages or passage.place, version) if p)


def _source(citation: Citation) -> str:
    lines = [f"[{citation.marker}] {place(citation.passage)} ({citation.passage.source})"]
    if citation.quote:
        quoted = f'"{" ".join(citation.quote.split())}"'
        lines.append(textwrap.fill(quoted, _WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(lines)
