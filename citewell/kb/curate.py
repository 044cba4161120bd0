"""`citewell kb hide`, `correct` and `curated`: a curator's word over one passage."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Annotated

import typer

from citewell.columns import columns
from knowledge.bm25 import Bm25Encoder
from knowledge.curation import Curation, corrected
from knowledge.documents import DocumentRecord
from knowledge.embedding import Embedder
from knowledge.errors import InputError, KnowledgeBaseMismatch
from knowledge.models.opening import open_embedder
from knowledge.passages import StoredPassage, rows_of
from knowledge.settings import Settings
from knowledge.store import Reader, Store
from knowledge.stores import open_store

_SHOWN_CHARS = 60

PassageId = Annotated[
    str, typer.Argument(metavar="PASSAGE_ID", help="As 'citewell ask --json' or 'kb export' say.")
]
KnowledgeBase = Annotated[str, typer.Option("--kb", metavar="NAME", help="The knowledge base.")]


def curation_of(settings: Settings, name: str) -> Curation:
    """Return what was hidden and corrected in a knowledge base."""
    return Curation(settings.data_dir / "curation" / f"{name}.json")


def hide(passage_id: PassageId, *, kb: KnowledgeBase) -> None:
    """Take one passage out of all answers, also after the next ingest."""
    settings = Settings()
    _curate(open_store(settings), settings, kb, passage_id, None)


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
    _curate(open_store(settings), settings, kb, passage_id, text.strip())


def curated(*, kb: KnowledgeBase) -> None:
    """List what was hidden and corrected."""
    entries = curation_of(Settings(), kb).entries()
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


def curate(
    store: Store,
    settings: Settings,
    name: str,
    passage_id: str,
    text: str | None,
    *,
    embedder: Embedder | None = None,
) -> tuple[str, int]:
    """Hide a passage (None) or replace its words; return its document's key and the generation.

    New words need the embedding model, which is loaded unless it is given.

    Raises:
        InputError: there is no such passage.
        KnowledgeBaseMismatch: the knowledge base was made with another embedding model.
        KnowledgeBaseBusy: another writer is at work.
    """
    with closing(store.open(name)) as reader:
        manifest = reader.manifest
        record, stored = _found(reader, passage_id)
    passage = next(each.passage for each in stored if each.passage.id == passage_id)
    if text is not None and embedder is None:
        embedder = open_embedder(settings)
    if text is not None and embedder is not None and embedder.identity != manifest.embedder:
        raise KnowledgeBaseMismatch(
            f"{name!r} was made with {manifest.embedder.name!r}, but {embedder.identity.name!r} is "
            "set. Set CITEWELL_EMBEDDING_MODEL as it was."
        )
    changed = [
        _changed(each, text, embedder, Bm25Encoder.of(manifest))
        if each.passage.id == passage_id
        else each
        for each in stored
    ]
    kept = [each for each in changed if each is not None]
    # Remembered first: an ingest that comes between then does the same.
    curation_of(settings, name).set(passage, text)
    with store.write(name, manifest) as writer:
        rows = rows_of(kept, manifest.embedder.dimension)
        writer.put(replace(record, passages=len(kept)), [each.passage for each in kept], rows)
        generation = writer.publish()
    return record.facts.key, generation


def _curate(store: Store, settings: Settings, name: str, passage_id: str, text: str | None) -> None:
    key, generation = curate(store, settings, name, passage_id, text)
    what = "hidden" if text is None else "corrected"
    typer.echo(
        f"The passage of {key!r} is {what}; generation {generation} answers. Older "
        "generations keep it: 'citewell kb rollback' brings it back."
    )


def _changed(
    stored: StoredPassage, text: str | None, embedder: Embedder | None, encoder: Bm25Encoder
) -> StoredPassage | None:
    if text is None or embedder is None:
        return None
    passage = corrected(stored.passage, text)
    (sparse,) = encoder.encode_passages([passage.search_text])
    return StoredPassage(passage, embedder.embed_passages([passage.search_text])[0], sparse)


def _found(reader: Reader, passage_id: str) -> tuple[DocumentRecord, list[StoredPassage]]:
    owner = next(
        (each.document_id for each in reader.all_passages() if each.id == passage_id), None
    )
    record = next((each for each in reader.documents() if each.id == owner), None)
    if record is None:
        raise InputError(
            f"The knowledge base {reader.name!r} holds no passage {passage_id!r}. 'citewell kb "
            f"export --kb {reader.name}' lists the ids."
        )
    return record, reader.stored(record.id)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN_CHARS else words[: _SHOWN_CHARS - 1] + "\u2026"
