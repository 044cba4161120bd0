"""The rerankers known by name, with what each needs to give its own scores."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NO_RERANKER = "none"
"""The same as an empty CITEWELL_RERANKER."""
FORMER_RERANKER = "reading"
"""What compared word pieces with the embedding model once; it brought nothing on new questions
(docs/research/retrieval.md) and is taken for none."""


class RerankerKind(StrEnum):
    """How a reranker reads a question and a passage."""

    CROSS_ENCODER = "cross-encoder"
    LATE_INTERACTION = "late interaction"
    COHERE = "cohere"
    ZEROENTROPY = "zeroentropy"


@dataclass(frozen=True, slots=True)
class RerankerEntry:
    """One reranker. `source` is a hub id or the service's own name of the model.

    `logit_divisor` makes a score of 0 to 1 out of a logit: sigmoid(logit / divisor).
    `takes_instruction` tells whether it was trained on instructions within the question.
    """

    name: str
    kind: RerankerKind
    source: str
    revision: str
    max_tokens: int
    licence: str
    logit_divisor: float = 1.0
    takes_instruction: bool = False
    older_sources: tuple[str, ...] = ()
    base_url: str = ""
    note: str = ""


def _ettin(size: str, note: str) -> RerankerEntry:
    return RerankerEntry(
        name=f"ettin-reranker-{size}",
        kind=RerankerKind.CROSS_ENCODER,
        source=f"cross-encoder/ettin-reranker-{size}-v1",
        revision="",
        max_tokens=7_999,
        licence="Apache-2.0",
        note=note,
    )


RERANKERS: dict[str, RerankerEntry] = {
    entry.name: entry
    for entry in (
        RerankerEntry(
            name="zerank-2",
            kind=RerankerKind.CROSS_ENCODER,
            source="zeroentropy/zerank-2-reranker",
            older_sources=("zeroentropy/zerank-2",),
            revision="5eae30d5ee3c6b2df2ef6d723bde45172d761c4c",
            max_tokens=8_192,  # what it was trained on; it reads 32,768
            licence="Apache-2.0",
            logit_divisor=5.0,
            takes_instruction=True,
            note="4 B parameters, 8 GB: wants a GPU",
        ),
        RerankerEntry(
            name="ms-marco-minilm",
            kind=RerankerKind.CROSS_ENCODER,
            source="cross-encoder/ms-marco-MiniLM-L6-v2",
            revision="c5ee24cb16019beea0893ab7796b1df96625c6b8",
            max_tokens=512,
            licence="Apache-2.0",
            note="English, small enough for a CPU",
        ),
        _ettin("17m", "English, small enough for a CPU"),
        _ettin("32m", "English"),
        _ettin("68m", "English"),
        RerankerEntry(
            name="gte-reranker-modernbert-base",
            kind=RerankerKind.CROSS_ENCODER,
            source="Alibaba-NLP/gte-reranker-modernbert-base",
            revision="",
            max_tokens=8_192,
            licence="Apache-2.0",
            note="English, 149 M parameters",
        ),
        RerankerEntry(
            name="bge-reranker-v2-m3",
            kind=RerankerKind.CROSS_ENCODER,
            source="BAAI/bge-reranker-v2-m3",
            revision="953dc6f6f85a1b2dbfca4c34a2796e7dde08d41e",
            max_tokens=8_192,
            licence="Apache-2.0",
            note="many languages",
        ),
        RerankerEntry(
            name="cohere/rerank-v3.5",
            kind=RerankerKind.COHERE,
            source="rerank-v3.5",
            revision="3.5",
            max_tokens=4_096,
            licence="service",
            base_url="https://api.cohere.com",
            note="texts leave this machine",
        ),
        RerankerEntry(
            name="zeroentropy-api/zerank-2",
            kind=RerankerKind.ZEROENTROPY,
            source="zerank-2",
            revision="2",
            max_tokens=32_768,
            licence="service",
            takes_instruction=True,
            note="for servers of that API's shape; the hosted one closed on 2026-09-04",
        ),
    )
}


def chosen_reranker(setting: str) -> str:
    """Return the reranker's name, empty for none."""
    return "" if setting in (NO_RERANKER, FORMER_RERANKER) else setting
