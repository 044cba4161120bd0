"""The command `citewell finetune pairs`: pairs in parts of which no document is in two."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from finetune.pairs.judged import judged_pairs
from finetune.pairs.knowledge_base import KnowledgeBasePairs, pairs_of_kb
from finetune.pairs.pair import (
    Pair,
    Part,
    PooledPassage,
    of_part,
    pool_path,
    write_pairs,
    write_pool,
)
from finetune.pairs.questions import drafts_path
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings


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


app = typer.Typer(add_completion=False)


@app.command()
def pairs(  # noqa: PLR0913 -- each is an option of the command
    out: Annotated[Path, typer.Option(help="The JSONL file to write; it must not be there yet.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="A BEIR folder with judged questions instead.")
    ] = None,
    test: Annotated[float, typer.Option(min=0, max=0.9, help="Share kept for measuring.")] = 0.3,
    dev: Annotated[
        float, typer.Option(min=0, max=0.5, help="Share kept for early stopping.")
    ] = 0.1,
    most: Annotated[int, typer.Option(min=1, help="Passages to make pairs from at most.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Draws which documents are kept out.")] = 1,
    at_once: Annotated[
        int, typer.Option(min=1, max=64, help="Simultaneous requests to the language model.")
    ] = 4,
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="Do not use the configured language model.")
    ] = False,
) -> None:
    """Make question-and-passage pairs from a knowledge base, or from judged questions.

    With a language model configured it asks several questions of each passage; a run that broke off
    goes on where it was. Without one, headings, titles, question-and-answer pairs and past
    questions whose answers were rated well are taken.
    """
    if out.exists():
        raise InputError(f"{str(out)!r} exists. Name another file, or delete it.")
    wanted = KnowledgeBasePairs(kb, most, out, at_once, plain)
    made, pool = judged_pairs(source) if source else pairs_of_kb(Settings(), wanted)
    divided = parted(made, Shares(dev=dev, test=test), seed=seed)
    write_pool(pool_path(out), pool)
    write_pairs(out, divided)
    drafts_path(out).unlink(missing_ok=True)
    typer.echo(_told(out, divided, pool))


def _told(out: Path, pairs: Sequence[Pair], pool: Sequence[PooledPassage]) -> str:
    kinds = Counter(pair.kind for pair in pairs)
    made = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
    parts = ", ".join(
        f"{len(found):,} {part} ({len({pair.document for pair in found}):,} documents)"
        for part, found in (
            ("train", of_part(pairs, "train")),
            ("dev", of_part(pairs, "dev")),
            ("test", of_part(pairs, "test")),
        )
    )
    return (
        f"Wrote {len(pairs):,} pairs to {out} ({made}), and {len(pool):,} passages to "
        f"{pool_path(out)}. Parts: {parts}; no document is in two."
    )
