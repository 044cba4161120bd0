"""Divides pairs into parts to train on, to stop by and to measure with; no document is in two."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finetune.pairs.pair import Pair, Part


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is kept from training; what remains is trained on."""

    dev: float = 0.1
    test: float = 0.3


def parted(pairs: Sequence[Pair], shares: Shares, *, seed: int = 1) -> list[Pair]:
    """Return the pairs with their parts.

    Whatever hangs together stays together: the passages of a document, the documents that one
    question is answered from, and passages of the same words in two documents. So nothing that a
    model was trained on stands among what it is measured with. The same pairs and seed give the
    same parts, and a pair that is added moves none of the others unless it joins two documents.
    """
    group = _groups(pairs)
    return [
        pair.model_copy(update={"part": _part(group[pair.document], shares, seed)})
        for pair in pairs
    ]


def _groups(pairs: Iterable[Pair]) -> Mapping[str, str]:
    """Return each document's group, named by the first of its documents."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for pair in pairs:
        words = " ".join(pair.passage.lower().split())
        for other in (f"question {pair.question_id}", f"words {words}"):
            first, second = sorted((root(f"document {pair.document}"), root(other)))
            parent[second] = first
    return {pair.document: root(f"document {pair.document}") for pair in pairs}


def _part(group: str, shares: Shares, seed: int) -> Part:
    digest = hashlib.sha256(f"{seed}\n{group}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < shares.test:
        return "test"
    return "dev" if place < shares.test + shares.dev else "train"
