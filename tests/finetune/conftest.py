from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from finetune.command import app
from finetune.pairs.pair import (
    PooledPassage,
    pool_path,
    write_pairs,
    write_pool,
)
from tests.finetune.tiny import PAIRS, pair
from tests.model_doubles import build_medembed


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """Tiny models gain nothing from threads, and on a busy machine threads wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, the tiny BERT as the desk's model, and pairs to tune it on."""
    return furnished(tmp_path, monkeypatch)


def furnished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_EMBEDDING_MODEL", str(build_medembed(tmp_path / "tiny")))
    monkeypatch.setenv("CITEWELL_EMBEDDING_DEVICE", "cpu")
    pairs = [*PAIRS, *(pair(n, part="test") for n in range(30, 36))]
    write_pairs(tmp_path / "pairs.jsonl", pairs)
    write_pool(
        pool_path(tmp_path / "pairs.jsonl"),
        [
            PooledPassage(passage_id=p.passage_id, passage=p.passage, document=p.document)
            for p in pairs
        ],
    )
    return tmp_path


@pytest.fixture(scope="module")
def tuned_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The same with a tuned model, and the card that was printed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        desk = furnished(tmp_path_factory.mktemp("tuned"), monkeypatch)
        yield desk, train(desk, "--merge", "0.5", "--matryoshka", "16", "--matryoshka", "32")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def train(desk: Path, *more: str) -> str:
    pairs = str(desk / "pairs.jsonl")
    options = ("--batch", "4", "--epochs", "1", "--max-tokens", "32")
    return run("train", "--pairs", pairs, "--name", "mine", *options, *more)
