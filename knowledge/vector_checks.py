"""Checking that vectors are numbers of unit length, and belong to their passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.errors import KnowledgeBaseMismatch, ModelDamaged
from knowledge.passages import FloatRows, Passage, PassageVectors
from knowledge.store import Manifest

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
