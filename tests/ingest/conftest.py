from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ingest.embedding.cache import EmbeddingCache
from ingest.loaders.content.outline import Loaded
from ingest.parsing.worker import answer
from ingest.pipeline.ingest import IngestTarget, IngestTools, ingest
from ingest.report.report import FileState, Report
from ingest.splitting.splitter import splitter_name
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import DocumentUnreadable
from knowledge.domain.passages import FloatRows, Passage
from knowledge.files.originals import Originals
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest
from tests.fakes import HashingEmbedder

LIMIT = 60


class ParserHere:
    """Loads in this process, with the words that the parsing process would find."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def load(self, path: Path, digest: str) -> Loaded:
        self.asked.append(path.name)
        found = answer(path)
        if isinstance(found, Loaded):
            return found
        raise DocumentUnreadable(found)


@dataclass(frozen=True)
class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to embed."""

    embedded: list[str] = field(default_factory=list)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        self.embedded.extend(texts)
        return super().embed_passages(texts)


class IngestHarness:
    """A knowledge base on disk and a folder of documents to fill it from."""

    def __init__(self, folder: Path, cache: EmbeddingCache, embedder: CountingEmbedder) -> None:
        self.docs = folder / "docs"
        self.docs.mkdir()
        self.embedder = embedder
        self.parser = ParserHere()
        self.tools = IngestTools(
            store=EdgeStore(folder / "data", folder / "runtime"),
            embedder=embedder,
            terms=Bm25Encoder(),
            cache=cache,
            originals=Originals(folder / "originals"),
            parser=self.parser,
        )
        manifest = Manifest(embedder=embedder.identity, splitter=splitter_name(LIMIT))
        self.target = IngestTarget("kb", manifest, LIMIT)

    def write(self, name: str, text: str) -> Path:
        path = self.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ingest(self, *paths: Path, **tools: object) -> Report:
        changed = replace(self.tools, **tools)  # type: ignore[arg-type]
        return ingest(paths or (self.docs,), self.target, changed)

    def passages(self) -> list[Passage]:
        reader = self.tools.store.open("kb")
        try:
            return sorted(reader.all_passages(), key=lambda p: (p.document_key, p.position))
        finally:
            reader.close()

    def records(self) -> list[DocumentRecord]:
        reader = self.tools.store.open("kb")
        try:
            return reader.documents()
        finally:
            reader.close()

    def keyed_texts(self) -> list[tuple[str, str]]:
        return [(p.document_key, p.text) for p in self.passages()]


def states(report: Report) -> dict[str, FileState]:
    return {file.path: file.state for file in report.files}


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[IngestHarness]:
    embedder = CountingEmbedder()
    with EmbeddingCache(tmp_path / "cache.sqlite", embedder.identity) as cache:
        yield IngestHarness(tmp_path, cache, embedder)
