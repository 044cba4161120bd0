"""Works out what an ingest would do and cost, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ingest.changes.preparation import PreparedDocument
from ingest.changes.scan import checked_paths
from ingest.pipeline.ingest import IngestTarget, IngestTools, survey
from ingest.report.report import Plan
from knowledge.common.stopwatch import Stopwatch
from knowledge.domain.documents import DocumentRecord
from knowledge.files.originals import Originals
from knowledge.store.checks import refuse_other_manifest
from knowledge.store.protocol import Store

_TOKENS_PER_PRICE = 1_000_000


class _KeepsNothing(Originals):
    """Takes originals and leaves them where they are."""

    def keep(self, content_hash: str, path: Path) -> Path:
        """Keep nothing."""
        del content_hash
        return path

    def remove(self, content_hash: str) -> None:
        """Remove nothing."""


def plan(
    paths: Iterable[Path],
    target: IngestTarget,
    tools: IngestTools,
    *,
    passages_per_second: float | None = None,
    price_per_million_tokens: float | None = None,
) -> Plan:
    """Read and split what an ingest would, and add up what it would embed, write and remove.

    Raises:
        InputError: a path does not exist or holds no files.
        KnowledgeBaseMismatch: the knowledge base was made with other settings.
    """
    records = _records(tools.store, target)
    large_removals: list[str] = []

    def noted(sentence: str) -> bool:
        large_removals.append(sentence)
        return True

    dry = replace(
        tools,
        originals=_KeepsNothing(Path()),
        choices=replace(tools.choices, may_remove=noted),
    )
    changes = survey(checked_paths(paths), records, target, dry, Stopwatch()).changes
    passages, to_embed, tokens = 0, 0, 0
    seen: set[int] = set()
    for step in changes.steps():
        if isinstance(step, PreparedDocument):
            passages += len(step.passages)
            fresh = _not_embedded(step, tools, seen)
            to_embed += len(fresh)
            tokens += sum(tools.embedder.count_tokens(fresh)) if fresh else 0
            changes.tell_written(step)
    return Plan(
        knowledge_base=target.name,
        embedding_model=target.manifest.embedder.name,
        files=tuple(sorted(changes.outcomes, key=lambda file: (file.root, file.path))),
        passages=passages,
        to_embed=to_embed,
        tokens=tokens,
        seconds=_divided(to_embed, passages_per_second),
        price=_divided(tokens * (price_per_million_tokens or 0.0), _TOKENS_PER_PRICE)
        if price_per_million_tokens is not None
        else None,
        large_removals=tuple(large_removals),
    )


def _records(store: Store, target: IngestTarget) -> Sequence[DocumentRecord]:
    if target.name not in store.names():
        return []
    with closing(store.open(target.name)) as reader:
        refuse_other_manifest(target.name, reader.manifest, target.manifest)
        return reader.documents()


def _not_embedded(step: PreparedDocument, tools: IngestTools, seen: set[int]) -> list[str]:
    """Return the texts that neither the cache nor an earlier file of this run has."""
    texts = list(dict.fromkeys(passage.search_text for passage in step.passages))
    known = tools.cache.get(texts).keys()
    fresh = [text for text in texts if text not in known and hash(text) not in seen]
    seen.update(map(hash, fresh))
    return fresh


def _divided(amount: float, by: float | None) -> float | None:
    return round(amount / by, 6) if by else None
