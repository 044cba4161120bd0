"""What an ingest works with, as the settings say: whether it reads passages for questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.changes.change_detection import IngestChoices
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.report.progress import NoProgress
from knowledge.domain.embedding import Embedder
from knowledge.models.late_interaction.cache import token_vectors_path
from knowledge.opening.stores import open_store
from knowledge.settings import Settings
from tests.fakes import HashingEmbedder

MINILM = HashingEmbedder(name="minilm")
OTHER = HashingEmbedder(name="other")


def reads(
    embedder: Embedder, data: Path, values: Mapping[str, str], *, read_only: bool = False
) -> bool:
    settings = Settings.model_validate({"data_dir": data, **values})
    with opened_tools(
        target_of("desk", settings, embedder),
        settings,
        store=open_store(settings),
        embedder=embedder,
        progress=NoProgress(),
        choices=IngestChoices(),
        read_only=read_only,
    ) as tools:
        return tools.token_vectors is not None


@pytest.mark.parametrize(
    ("embedder", "values", "expected"),
    [
        (MINILM, {}, True),
        (MINILM, {"reranker": "none"}, False),
        (MINILM, {"reranker": "ms-marco-minilm"}, False),
        (OTHER, {}, False),
        (OTHER, {"reranker": "reading"}, True),
    ],
)
def test_passages_are_read_at_ingest_where_questions_read_them(
    tmp_path: Path, embedder: Embedder, values: dict[str, str], expected: bool
) -> None:
    assert reads(embedder, tmp_path, values) is expected


def test_a_plan_reads_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    assert reads(MINILM, tmp_path, {}, read_only=True) is False
    assert not token_vectors_path(tmp_path).exists()
