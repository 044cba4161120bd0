"""Refusing to read or write a knowledge base with other settings than it was made with."""

from __future__ import annotations

from dataclasses import fields

from knowledge.embedding import EmbedderIdentity
from knowledge.errors import KnowledgeBaseMismatch
from knowledge.store import SCHEMA_VERSION, Manifest

_MOVED = "or move it to today's (citewell kb migrate --kb NAME; nothing is embedded)"
_NEW = "or make it anew with today's settings (citewell kb rebuild --kb NAME)"

_REMEDIES = {
    "splitter": f"Set CITEWELL_PASSAGE_TOKENS as it was then, {_NEW}.",
    "bm25_language": f"Set CITEWELL_BM25_LANGUAGE to the stored one, {_MOVED}.",
    "bm25_average_length": f"Use the stored length, {_MOVED}.",
    "bm25_rules": "It can be searched as it is; to add to it, move it to today's rules (citewell "
    "kb migrate --kb NAME; nothing is embedded): words become terms by other rules now.",
    "vector_storage": f"Set CITEWELL_VECTOR_STORAGE to the stored one, {_MOVED}.",
    "default_group": f"Set CITEWELL_DEFAULT_GROUP to the stored one, {_NEW}.",
}


def refuse_other_manifest(name: str, stored: Manifest, given: Manifest) -> None:
    """Check that a writer's settings are the stored ones.

    Raises:
        KnowledgeBaseMismatch: they differ; names both and what to do.
    """
    refuse_other_schema(name, stored)
    if stored.embedder != given.embedder:
        raise KnowledgeBaseMismatch(
            f"Knowledge base {name!r} was filled with the embedding model "
            f"{_told(stored.embedder)}, but {_told(given.embedder)} is set. "
            f"Set CITEWELL_EMBEDDING_MODEL to {stored.embedder.name!r}, {_NEW}."
        )
    for field in fields(Manifest):
        then, now = getattr(stored, field.name), getattr(given, field.name)
        if then != now:
            raise KnowledgeBaseMismatch(
                f"Knowledge base {name!r} was made with {field.name} {then!r}, but {now!r} is set. "
                + _REMEDIES.get(field.name, f"Use the stored one, {_NEW}.")
            )


def refuse_other_schema(name: str, stored: Manifest) -> None:
    """Check that this version of Citewell can read what is stored.

    Raises:
        KnowledgeBaseMismatch: it was written by a version with another layout.
    """
    if stored.schema_version != SCHEMA_VERSION:
        remedy = (
            "A newer release made it: use that one."
            if stored.schema_version > SCHEMA_VERSION
            else f"Move it to this layout (citewell kb migrate --kb {name}; nothing is embedded)."
        )
        raise KnowledgeBaseMismatch(
            f"Knowledge base {name!r} has layout {stored.schema_version}, this Citewell reads "
            f"layout {SCHEMA_VERSION}. {remedy}"
        )


def _told(embedder: EmbedderIdentity) -> str:
    framing = f", framing {embedder.framing}" if embedder.framing else ""
    revision = embedder.revision or "unknown"
    return f"{embedder.name!r} (revision {revision}, {embedder.dimension}-d{framing})"
