"""`citewell kb glossary`: the terms that documents define, and what curators decide of them."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from app.service.glossary_admin import TermRow, TermState, term_of, term_rows
from citewell.terminal.columns import columns
from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.errors import InputError
from knowledge.lexical.glossary import written
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings

_SHOWN_CHARACTERS = 90


def glossary(
    *,
    kb: Annotated[str, typer.Option("--kb", metavar="NAME", help="The knowledge base.")],
    add: Annotated[
        str, typer.Option(metavar="TERM", help="'kicked off; cut off => termination', or 'A = B'.")
    ] = "",
    document: Annotated[
        str, typer.Option(metavar="KEY", help="Whose readers the added term is for; else all.")
    ] = "",
    strike: Annotated[
        int, typer.Option(min=0, metavar="N", help="Don't use the term of this number.")
    ] = 0,
    restore: Annotated[
        int, typer.Option(min=0, metavar="N", help="Use the struck term of this number again.")
    ] = 0,
) -> None:
    """List the terms that searches are widened by, and add, strike or restore one."""
    settings = Settings()
    decided = CuratorRecords(settings.data_dir, kb)
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        records = reader.documents()
    if document and document not in {each.metadata.key for each in records}:
        raise InputError(f"{kb!r} holds no document {document!r}.")
    rows = term_rows(records, decided)
    if add:
        decided.glossary.add(term_of(add), document)
    if strike:
        row = _numbered(rows, strike)
        decided.glossary.strike(row.term, row.document_key)
    if restore:
        row = _numbered(rows, restore)
        decided.glossary.restore(row.term, row.document_key)
    typer.echo(_listed(term_rows(records, decided), kb))


def _numbered(rows: list[TermRow], number: int) -> TermRow:
    if number > len(rows):
        raise InputError(f"There is no term {number}: the glossary has {len(rows)}.")
    return rows[number - 1]


def _listed(rows: list[TermRow], kb: str) -> str:
    if not rows:
        return f"No document of {kb!r} defines a term, and none was added."
    lines = [("", "term", "document", "state")]
    lines += [
        (str(number), _shortened(written(row.term)), row.document_key or "(all)", _state(row))
        for number, row in enumerate(rows, start=1)
    ]
    return columns(lines)


def _state(row: TermRow) -> str:
    return {
        TermState.DEFINED: "from the document",
        TermState.ADDED: "added",
        TermState.STRUCK: "not used",
    }[row.state]


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "\u2026"
