"""Does the embedding model load and embed? Takes seconds, hence only on request."""

from __future__ import annotations

from citewell.doctor.checks import Check, State
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings


def check_embedding(settings: Settings) -> list[Check]:
    """Load the model and embed a question.

    Raises:
        ModelUnavailable: it cannot be loaded.
    """
    embedder = open_embedder(settings)
    rows = embedder.embed_queries(["Does the model embed?"])
    found = f"{embedder.identity.name!r} gave a vector of {rows.shape[1]} numbers"
    return [Check("embedding", State.OK, found)]
