from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finetune import extra
from finetune.command import COMMANDS, app
from finetune.pairs.pair import (
    PooledPassage,
    pool_path,
    read_pairs,
    read_pool,
    write_pairs,
    write_pool,
)
from knowledge.common.lazy_commands import LazyCommand, load_command
from knowledge.domain.errors import ConfigurationError, InputError, ModelUnavailable
from knowledge.models.catalogue.tuned import read_tuned
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.citewell.schemas import faults
from tests.finetune.tiny import PAIRS, pair
from tests.flat_settings import settings_with
from tests.llm_stub import llm_stub
from tests.model_doubles import build_medembed
from tests.opening import open_embedder


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, the tiny BERT as the desk's model, and pairs to tune it on."""
    return furnished(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def tuned_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The same with a tuned model, and the card that was printed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        desk = furnished(tmp_path_factory.mktemp("tuned"), monkeypatch)
        yield desk, train(desk, "--merge", "0.5", "--matryoshka", "16", "--matryoshka", "32")


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


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def train(desk: Path, *more: str) -> str:
    pairs = str(desk / "pairs.jsonl")
    options = ("--batch", "4", "--epochs", "1", "--max-tokens", "32")
    return run("train", "--pairs", pairs, "--name", "mine", *options, *more)


def test_the_help_lists_every_part_and_imports_none() -> None:
    code = (
        "import sys; from typer.main import get_command; from finetune.command import app\n"
        "get_command(app)(args=['--help'], standalone_mode=False)\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )

    helped = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert [part.name for part in COMMANDS if part.name not in helped.stdout] == []


@pytest.mark.parametrize("part", COMMANDS, ids=lambda part: part.name)
def test_every_part_can_be_imported(part: LazyCommand) -> None:
    assert load_command(part).registered_commands or load_command(part).registered_groups


def test_an_unknown_part_is_wrong_usage() -> None:
    result = CliRunner().invoke(app, ["knit"])

    assert result.exit_code == 2
    assert "knit" in result.output


def test_a_missing_package_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "peft" else object())

    with pytest.raises(ConfigurationError, match=r"needs peft, which is not .*\[finetune\]"):
        CliRunner().invoke(app, ["train", "--help"], catch_exceptions=False)


def test_a_model_is_tuned_measured_and_opened_by_its_name(tuned_desk: tuple[Path, str]) -> None:
    desk, card = tuned_desk

    folder = desk / "data" / "models" / "mine"
    settings = settings_with(embedding_model="tuned/mine")
    tuned = open_embedder(settings)
    described = json.loads((folder / "citewell-tuned.json").read_text("utf-8"))
    assert faults(described, "tuned-model") == []
    assert "# tuned/mine" in card
    assert "### held out (6 questions, 22 passages)" in card
    assert tuned.identity.name == "tuned/mine"
    assert tuned.identity.dimension == 64
    assert json.loads((folder / "citewell-revision.json").read_text("utf-8"))["revision"] == (
        tuned.identity.revision
    )
    assert list((desk / "data" / "models").glob(".*")) == []


def test_a_tuned_model_is_measured_again_with_more_weights(tuned_desk: tuple[Path, str]) -> None:
    desk, _ = tuned_desk
    revision = open_embedder(settings_with(embedding_model="tuned/mine")).identity.revision

    said = run("compare", "mine", "--pairs", str(desk / "pairs.jsonl"), "--curve")

    rows = [line for line in said.splitlines() if "| nDCG@10 |" in line]
    assert [row.split("|")[1].strip() for row in rows] == ["0.25", "0.5", "0.75", "1"]
    assert open_embedder(settings_with(embedding_model="tuned/mine")).identity.revision == revision
    assert "| 0.75 | nDCG@10 |" in (desk / "data/models/mine/README.md").read_text("utf-8")


def test_a_dry_run_says_time_and_memory_and_keeps_nothing(desk: Path) -> None:
    said = train(desk, "--dry-run")

    assert "4 steps of" in said
    assert "MB of memory" in said
    assert list((desk / "data").glob("models/*")) == []


def test_a_dry_run_leaves_the_checkpoints_of_a_broken_training(desk: Path) -> None:
    kept = desk / "data" / "models" / ".training-mine" / "checkpoint-3"
    kept.mkdir(parents=True)

    train(desk, "--dry-run")

    assert kept.is_dir()


def test_missing_passages_are_said_before_training(desk: Path) -> None:
    pool_path(desk / "pairs.jsonl").unlink()

    with pytest.raises(InputError, match=r"pairs\.passages\.jsonl.* cannot be read"):
        train(desk)


def test_a_name_that_is_taken_is_refused_before_anything_is_trained(
    tuned_desk: tuple[Path, str],
) -> None:
    desk, _ = tuned_desk

    with pytest.raises(InputError, match="There is a tuned model 'mine' already"):
        train(desk)


def test_a_name_that_leads_out_of_the_folder_is_refused(desk: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no name for a tuned model"):
        run("train", "--pairs", str(desk / "pairs.jsonl"), "--name", "../mine")


def test_a_model_trained_for_shorter_vectors_gives_them(tuned_desk: tuple[Path, str]) -> None:
    desk, _ = tuned_desk

    short = open_embedder(settings_with(embedding_model="tuned/mine", embedding_dimension=16))

    noted = read_tuned(desk / "data" / "models" / "mine")
    assert noted is not None
    assert noted.dimensions == (64, 32, 16)
    assert short.embed_queries(["spouse"]).shape == (1, 16)


def test_too_few_near_misses_are_said_before_training(desk: Path) -> None:
    with pytest.raises(InputError, match="fewer than 2 negatives"):
        train(desk, "--negatives", "2")


def test_a_guide_takes_one_near_miss(desk: Path) -> None:
    with pytest.raises(InputError, match="one negative per pair"):
        train(desk, "--guide", str(desk / "tiny"), "--negatives", "2")


def test_pairs_are_made_from_a_knowledge_base_without_a_language_model(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEWELL_LLM_MODEL", raising=False)
    said = run("pairs", "--kb", filled(desk), "--out", str(desk / "new.jsonl"))

    made = read_pairs(desk / "new.jsonl")
    assert {each.kind for each in made} == {"faq", "heading"}
    assert len(read_pool(desk / "new.passages.jsonl")) == 2
    assert "no document is in two" in said


def test_pairs_are_made_from_a_knowledge_base_with_a_language_model(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = {"kind": "natural", "question": "How long may I be late?", "grade": 3}
    with llm_stub([json.dumps({"questions": [question]})]) as stub:
        monkeypatch.setenv("CITEWELL_LLM_MODEL", "stub")
        monkeypatch.setenv("CITEWELL_LLM_BASE_URL", stub.url)
        run("pairs", "--kb", filled(desk), "--out", str(desk / "new.jsonl"))

    made = read_pairs(desk / "new.jsonl")
    assert sorted(each.kind for each in made) == ["faq", "natural"]
    assert list(desk.glob("*.drafts.jsonl")) == []


def test_near_misses_are_found_with_the_desks_model(desk: Path) -> None:
    out = desk / "mined.jsonl"

    said = run("negatives", "--pairs", str(desk / "pairs.jsonl"), "--out", str(out), "--share", "1")

    mined = read_pairs(out)
    assert "near misses each" in said
    assert {len(each.negatives) for each in mined if each.part == "train"} <= {3}
    assert len([each for each in mined if each.part == "test"]) == 6


def test_a_file_that_is_there_is_not_written_over(desk: Path) -> None:
    there = str(desk / "pairs.jsonl")

    with pytest.raises(InputError, match="exists"):
        run("pairs", "--out", there)
    with pytest.raises(InputError, match="exists"):
        run("negatives", "--pairs", there, "--out", there)


def filled(desk: Path) -> str:
    faq = passage(
        "Q: Can I add my spouse?\nA: Yes, within sixty days of the wedding.",
        document_key="faq.md",
        headings=("FAQ",),
    )
    headed = passage(
        "The grace period is thirty days and begins on the due date.",
        document_key="premium.md",
        headings=("Premiums", "Grace period"),
    )
    published(EdgeStore(desk / "data" / "kb"), "desk", [faq], [headed]).close()
    return "desk"
