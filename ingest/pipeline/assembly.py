"""What an ingest works with, put together from settings: for the command and for the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.changes.change_detection import IngestChoices
from ingest.changes.preparation import LOADING
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from ingest.loaders.content.options import LoadingOptions
from ingest.parsing.parser_process import ParsingProcess
from ingest.parsing.quarantine import Quarantine
from ingest.pipeline.ingest import IngestTarget, IngestTools
from ingest.report.progress import IngestProgress
from ingest.report.report import Rates
from ingest.splitting.splitter import splitter_name
from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.embedding import Embedder
from knowledge.files.data_folder import private_folder, sweep
from knowledge.files.originals import Originals
from knowledge.lexical.bm25 import TODAYS_RULES, Bm25Encoder
from knowledge.settings.parts import IngestSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Manifest, Store


@contextmanager
def opened_tools(
    target: IngestTarget,
    settings: Settings,
    *,
    store: Store,
    embedder: Embedder,
    progress: IngestProgress,
    choices: IngestChoices,
    read_only: bool = False,
    retry: bool = False,
) -> Iterator[IngestTools]:
    """Give the tools of one run; `read_only` for one that shall only plan.

    `retry` tries files again that could not be read earlier and have not changed.
    """
    data, name = settings.data_dir, target.name
    options = LoadingOptions.of(settings.ingest)
    if not read_only:
        private_folder(data)
        sweep(data)
    path = embeddings_path(data)
    with (
        EmbeddingCache(path, embedder.identity, read_only=read_only) as cache,
        ParsingProcess(options=options) as parser,
    ):
        yield IngestTools(
            store=store,
            embedder=embedder,
            terms=Bm25Encoder.of(target.manifest),
            cache=cache,
            originals=Originals(data / "originals" / name),
            parser=Quarantine(
                parser,
                data / "quarantine" / f"{name}.jsonl",
                options=options,
                loading=LOADING,
                retry=retry,
                read_only=read_only,
            ),
            options=options,
            progress=progress,
            choices=replace(choices, follow_links=settings.ingest.follow_links),
            decided=CuratorRecords(data, name).read(),
        )


def target_of(name: str, ingest: IngestSettings, embedder: Embedder) -> IngestTarget:
    """Return the knowledge base to fill, as the settings and the model make it."""
    limit = min(ingest.passage_tokens, embedder.max_tokens)
    manifest = Manifest(
        embedder=embedder.identity,
        splitter=splitter_name(limit),
        bm25_language=ingest.bm25_language,
        bm25_rules=TODAYS_RULES,
        default_group=ingest.default_group,
        vector_storage=ingest.vector_storage,
    )
    return IngestTarget(name=name, manifest=manifest, limit=limit)


def rates_of(data_dir: Path) -> Rates:
    """Return how quick earlier ingests were."""
    return Rates(data_dir / "ingest-rates.json")
