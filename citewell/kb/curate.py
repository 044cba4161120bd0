"""`citewell kb hide`, `correct` and `curated`: a curator's word over one passage."""

from __future__ import annotations

from typing import Annotated

import typer

from citewell.terminal.columns import columns
from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store
from operations.curation import curate, uncurate

_SHOWN_CHARS = 60

PassageId = Annotated[
    str, typer.Argument(metavar="PASSAGE_ID", help="As 'citewell ask --json' or 'kb export' say.")
]
KnowledgeBase = Annotated[str, typer.Option("--kb", metavar="NAME", help="The knowledge base.")]


def hide(passage_id: PassageId, *, kb: KnowledgeBase) -> None:
    """Take one passage out of all answers, also after the next ingest."""
    settings = Settings()
    _curate(open_store(settings.store, settings.data_dir), settings, kb, passage_id, None)


def correct(
    passage_id: PassageId,
    text: Annotated[str, typer.Argument(help="The words to show and search instead.")],
    *,
    kb: KnowledgeBase,
) -> None:
    """Replace the words of one passage, also after the next ingest."""
    if not text.strip():
        raise InputError("The new text is empty. To take a passage out: citewell kb hide")
    settings = Settings()
    _curate(open_store(settings.store, settings.data_dir), settings, kb, passage_id, text.strip())


def curated(*, kb: KnowledgeBase) -> None:
    """List what was hidden and corrected."""
    entries = CuratorRecords(Settings().data_dir, kb).curation.entries()
    rows = [("", "document", "version", "since", "was", "is")]
    rows += [
        (
            str(number),
            entry.document_key,
            entry.version,
            f"{entry.at:%Y-%m-%d}",
            _shortened(entry.original),
            "(hidden)" if entry.text is None else _shortened(entry.text),
        )
        for number, entry in enumerate(entries, start=1)
    ]
    typer.echo(columns(rows) if entries else f"Nothing is hidden or corrected in {kb!r}.")


def _curate(store: Store, settings: Settings, name: str, passage_id: str, text: str | None) -> None:
    key, generation = curate(store, settings.embedding, settings.data_dir, name, passage_id, text)
    what = "hidden" if text is None else "corrected"
    typer.echo(
        f"The passage of {key!r} is {what}; generation {generation} answers. Older "
        "generations keep it: 'citewell kb rollback' brings it back."
    )


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN_CHARS else words[: _SHOWN_CHARS - 1] + "\u2026"


# `citewell kb uncurate`: takes back what a curator hid or corrected.


def uncurate_command(
    number: Annotated[int, typer.Argument(metavar="N", help="As 'citewell kb curated' counts.")],
    *,
    kb: KnowledgeBase,
) -> None:
    """Show a hidden or corrected passage as its document has it again; reads the file again."""
    settings = Settings()
    key, generation = uncurate(open_store(settings.store, settings.data_dir), settings, kb, number)
    typer.echo(
        f"The passage of {key!r} is as the document has it; generation {generation} answers."
    )
