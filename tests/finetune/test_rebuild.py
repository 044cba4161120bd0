"""The way of a knowledge owner: documents, a tuned model, the knowledge base made anew with it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.commands import command_named
from finetune.pairs.pair import PooledPassage, pool_path, write_pairs, write_pool
from knowledge.common.lazy_commands import load_command
from knowledge.store.edge.store import EdgeStore
from tests.finetune.tiny import PAIRS
from tests.model_doubles import build_medembed

GUIDE = "# Spouses\n\nMembers may add a spouse within 60 days of a qualifying life event.\n"


def citewell(job: str, *arguments: str) -> str:
    result = CliRunner().invoke(
        load_command(command_named(job)), list(arguments), catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def made_with(data_dir: Path) -> str:
    with closing(EdgeStore(data_dir / "kb").open("desk")) as reader:
        return reader.manifest.embedder.name


def test_a_knowledge_base_is_made_anew_with_a_tuned_model_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "guide.md").write_text(GUIDE, encoding="utf-8")
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(data))
    monkeypatch.setenv("CITEWELL_EMBEDDING_MODEL", str(build_medembed(tmp_path / "tiny")))
    monkeypatch.setenv("CITEWELL_EMBEDDING_DEVICE", "cpu")
    monkeypatch.setenv("CITEWELL_PASSAGE_TOKENS", "32")
    citewell("ingest", str(tmp_path / "documents"), "--kb", "desk")
    write_pairs(tmp_path / "pairs.jsonl", PAIRS)
    write_pool(
        pool_path(tmp_path / "pairs.jsonl"),
        [PooledPassage(passage_id="p", passage="Text.", document="d")],
    )

    options = ("--name", "mine", "--epochs", "1", "--batch", "8")
    citewell("finetune", "train", "--pairs", str(tmp_path / "pairs.jsonl"), *options)
    before = made_with(data)
    monkeypatch.setenv("CITEWELL_EMBEDDING_MODEL", "tuned/mine")
    citewell("kb", "rebuild", "--kb", "desk")
    after = made_with(data)
    citewell("kb", "rollback", "desk")

    assert (before, after, made_with(data)) == ("tiny", "tuned/mine", "tiny")
