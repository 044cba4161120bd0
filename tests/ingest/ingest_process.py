"""An ingest in a process of its own, to be killed; writes down what it embeds in vain."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.embedding.cache import EmbeddingCache
from ingest.loaders.content.outline import Loaded
from ingest.parsing.worker import answer
from ingest.pipeline.ingest import IngestTarget, IngestTools, ingest
from ingest.splitting.splitter import splitter_name
from knowledge.domain.errors import DocumentUnreadable
from knowledge.domain.passages import FloatRows
from knowledge.files.originals import Originals
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest
from tests.fakes import HashingEmbedder

LIMIT = 60


class Journal(HashingEmbedder):
    """Embeds as its parent does, and writes down what need not have been: the cache had it.

    The batch that a kill interrupts is embedded anew; nothing that was put into the cache is.
    """

    _cache: EmbeddingCache
    _path: Path

    def remember(self, cache: EmbeddingCache, path: Path) -> None:
        """Compare with this cache, write there."""
        object.__setattr__(self, "_cache", cache)
        object.__setattr__(self, "_path", path)

    def embed_passages(self, texts: Sequence[str]) -> FloatRows:
        """Return unit rows, shape (texts, dimension)."""
        needless = self._cache.get(texts)
        with self._path.open("a", encoding="utf-8") as journal:
            journal.write("".join(f"{text!r}\n" for text in needless))
        return super().embed_passages(texts)


class ParserHere:
    """Loads in this process: a child of a killed process would outlive the test."""

    def load(self, path: Path, digest: str) -> Loaded:
        """Return the file's content."""
        found = answer(path)
        if isinstance(found, Loaded):
            return found
        raise DocumentUnreadable(found)


def run(folder: Path) -> None:
    """Ingest `folder/docs` into `folder/data`."""
    embedder = Journal()
    manifest = Manifest(embedder=embedder.identity, splitter=splitter_name(LIMIT))
    with EmbeddingCache(folder / "cache.sqlite", embedder.identity) as cache:
        embedder.remember(cache, folder / "needless")
        tools = IngestTools(
            store=EdgeStore(folder / "data", folder / "runtime"),
            embedder=embedder,
            terms=Bm25Encoder.of(manifest),
            cache=cache,
            originals=Originals(folder / "originals"),
            parser=ParserHere(),
        )
        (folder / "began").touch()
        ingest([folder / "docs"], IngestTarget("kb", manifest, LIMIT), tools)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
