"""What a store refuses: other settings than it was made with, and unsound vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import KnowledgeBaseMismatch, ModelDamaged
from knowledge.domain.passages import FloatRows, Passage, PassageVectors
from knowledge.store.protocol import SCHEMA_VERSION, Manifest

_MOVED = "or move it to today's (citewell kb migrate --kb NAME; nothing is embedded)"
_NEW = "or rebuild it with today's settings (citewell kb rebuild --kb NAME)"

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


# Checking that vectors are numbers of unit length, and belong to their passages.


_UNIT_TOLERANCE = 1e-3


def unsound_rows(rows: FloatRows) -> list[int]:
    """Return which rows hold something else than numbers, or are not of unit length."""
    # Compared this way round, since a NaN is neither more nor less than anything.
    sound = np.abs(np.linalg.norm(rows, axis=1) - 1) <= _UNIT_TOLERANCE
    return np.flatnonzero(~sound).tolist()


def what_is_unsound(row: FloatRows) -> str:
    """Say what is wrong with a vector; empty where nothing is."""
    if not np.isfinite(row).all():
        return "its vector holds something else than numbers (NaN or infinite)"
    return "its vector is not of unit length" if unsound_rows(row[None]) else ""


def refuse_unsound(rows: FloatRows, model: str) -> None:
    """Refuse vectors that nothing could be found by; `rows` has the shape (texts, dimension).

    Raises:
        ModelDamaged: a row is not of unit length, or holds NaN. Kept, it would spoil every search.
    """
    unsound = unsound_rows(rows) if len(rows) else []
    if unsound:
        # What a number is wrong by tells which part failed: the model, or what pooled it.
        what = what_is_unsound(rows[unsound[0]])
        raise ModelDamaged(
            f"The embedding model {model!r} made {len(unsound)} of {len(rows)} vectors that cannot "
            f"be searched by: {what}. Its files may be damaged; or set "
            "CITEWELL_EMBEDDING_BACKEND=torch and CITEWELL_EMBEDDING_DTYPE=float32."
        )


def check_vectors(
    name: str, manifest: Manifest, passages: Sequence[Passage], vectors: PassageVectors
) -> None:
    """Check shapes before anything is written.

    Raises:
        KnowledgeBaseMismatch: the rows have another dimension than the knowledge base holds.
        ModelDamaged: a row is not of unit length, or holds NaN.
        ValueError: there are more or fewer vectors than passages.
    """
    if len(vectors.sparse) != len(passages) or len(vectors.dense) != len(passages):
        raise ValueError(
            f"{len(passages)} passages came with {len(vectors.dense)} dense and "
            f"{len(vectors.sparse)} sparse vectors."
        )
    stored = manifest.embedder.dimension
    if len(passages) and vectors.dense.shape[1:] != (stored,):
        raise KnowledgeBaseMismatch(
            f"Knowledge base {name!r} holds {stored}-d vectors of {manifest.embedder.name!r}, but "
            f"rows of shape {vectors.dense.shape[1:]} came. Set CITEWELL_EMBEDDING_MODEL to the "
            "model that filled it, or ingest into a new knowledge base."
        )
    refuse_unsound(vectors.dense, manifest.embedder.name)
