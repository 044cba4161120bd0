"""Checking that vectors belong to their passages and to the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.errors import KnowledgeBaseMismatch
from knowledge.passages import Passage, PassageVectors
from knowledge.store import Manifest


def check_vectors(
    name: str, manifest: Manifest, passages: Sequence[Passage], vectors: PassageVectors
) -> None:
    """Check shapes before anything is written.

    Raises:
        KnowledgeBaseMismatch: the rows have another dimension than the knowledge base holds.
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
