"""The evaluation commands from end to end, on a tiny folder with the bundled model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.domain.conversations import Conversation
from app.rewriting.legs import LastTurn, history_legs, plain_legs
from citewell.eval_commands import app
from evals.benchmarks.folders import read_conversation_folder
from evals.retrieval.command import given_rewrites
from knowledge.domain.errors import InputError, ModelUnavailable
from knowledge.domain.passages import PassageVectors
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.builders import ENCODER, MANIFEST, passage, record
from tests.citewell.schemas import faults
from tests.evals.folders import beir_folder, conversation_folder, write_lines
from tests.zerank_double import build_zerank


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def said(*arguments: str) -> str:
    run = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert run.exit_code == 0, run.output
    return run.stdout


def test_a_benchmark_is_ranked_saved_and_compared(tmp_path: Path, data: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")
    out, page = tmp_path / "run.json", tmp_path / "report.html"

    table = said("retrieval", str(folder), "--rewriting", "none", "--rewriting", "history",
                 "--json", str(out))  # fmt: skip
    compared = said("compare", "talks-hybrid-none", "talks-hybrid-history")
    said("report", "--out", str(page))

    assert "talks hybrid none" in table
    assert "turn later" in table
    assert max(len(line) for line in table.splitlines()) <= 80
    assert len(list((data / "runs").glob("*.json"))) == 2
    assert faults(json.loads(out.read_text("utf-8")), "retrieval-run") == []
    saved = max((data / "runs").glob("*history.json"))
    assert faults(json.loads(saved.read_text("utf-8")), "retrieval-run") == []
    assert "B: talks hybrid history scores" in compared
    assert "talks hybrid history scores against talks hybrid none scores" in page.read_text("utf-8")


def test_rankings_written_in_trecs_form_score_the_same_when_read(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "rules")
    trec = tmp_path / "run.trec"

    ranked = said("retrieval", str(folder), "--rewriting", "none", "--trec", str(trec))
    scored = said("score", str(trec), str(folder))

    assert ranked.splitlines()[4].split() == scored.splitlines()[4].split()


def test_an_unknown_rewriting_is_told_before_anything_is_embedded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rewriting 'magic'; there are none, concat, history, "):
        said("retrieval", str(beir_folder(tmp_path / "rules")), "--rewriting", "magic")


def test_a_knowledge_base_is_ranked_for_its_own_questions_and_codes(
    tmp_path: Path, data: Path
) -> None:
    form = passage("Form HL-214 adds a spouse to a plan.", headings=("How is a spouse added?",))
    embedder = open_embedder(Settings().embedding, Settings().data_dir)
    manifest = replace(MANIFEST, embedder=embedder.identity)
    rows = PassageVectors(
        embedder.embed_passages([form.search_text]), ENCODER.encode_passages([""])
    )
    with open_store(Settings().store, Settings().data_dir).write("desk", manifest) as writer:
        writer.put(record([form]), [form], rows)
        writer.publish()

    drafted = said("retrieval", "--kb", "desk", "--rewriting", "none")
    coded = said("retrieval", "--kb", "desk", "--rewriting", "none", "--codes", "5")

    assert "desk hybrid none" in drafted
    assert "desk-codes hybrid none" in coded
    assert "Misspelt in 1 of 5 questions: HL-2I4 for HL-214." in coded


def test_search_options_stand_in_the_run_and_in_its_name(tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.json"

    table = said("retrieval", str(beir_folder(tmp_path / "rules")), "--rewriting", "none",
                 "--letter-weight", "0.3", "--no-corrections", "--slips",
                 "--json", str(out))  # fmt: skip

    settings = json.loads(out.read_text("utf-8"))["settings"]
    assert "rules-slips hybrid none corrections False, letter_weight 0.3" in " ".join(table.split())
    assert (settings["letter_weight"], settings["corrections"], settings["slips"]) == (
        0.3,
        False,
        True,
    )


def test_neither_a_folder_nor_a_knowledge_base_is_told() -> None:
    with pytest.raises(InputError, match="Name a benchmark's folder, or a knowledge base"):
        said("retrieval")


def test_rankings_of_another_benchmark_are_refused(tmp_path: Path) -> None:
    trec = tmp_path / "run.trec"
    trec.write_text("other Q0 a 1 0.9 ours\n", "utf-8")

    with pytest.raises(InputError, match="None of the 1 questions"):
        said("score", str(trec), str(beir_folder(tmp_path / "rules")))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        said("retrieval", str(tmp_path / "none"))


def test_an_unknown_reranker_is_told_before_anything_is_embedded(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="'magic' is not on this machine"):
        said("retrieval", str(beir_folder(tmp_path / "rules")), "--reranker", "magic")


def test_a_reranker_orders_what_was_found(tmp_path: Path) -> None:
    model = build_zerank(tmp_path / "reranker")
    out = tmp_path / "run.json"

    table = said("retrieval", str(beir_folder(tmp_path / "rules")), "--rewriting", "none",
                 "--reranker", str(model), "--json", str(out))  # fmt: skip

    assert "rerank " in table
    assert json.loads(out.read_text("utf-8"))["settings"]["reranker"] == str(model)


def test_models_are_compared_on_the_same_passages(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "rules")

    table = said("models", "minilm", "minilm", "--folder", str(folder), "--price", "minilm=1000")

    first, second = [line.split() for line in table.splitlines() if line.startswith(" minilm")]
    assert first[:5] == ["minilm", "1.0000", "1.0000", "384", "0.0"]
    assert second[:5] == first[:5]
    assert float(first[5]) > 0
    assert 0.02 < float(first[6]) < 0.06


@pytest.mark.parametrize(
    ("price", "said_so"), [("minilm=cheap", "not MODEL=PRICE"), ("other=1", "not compared")]
)
def test_a_price_must_be_a_number_of_a_compared_model(price: str, said_so: str) -> None:
    with pytest.raises(InputError, match=said_so):
        said("models", "minilm", "--price", price)


REWRITE = "How many days to add a spouse?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = conversation_folder(tmp_path / "talks")
    rows = [{"_id": "a1", "text": "another first"}, {"_id": "a2", "text": REWRITE}]
    write_lines(made / "queries.rewrite.jsonl", rows)
    return made


def test_a_later_question_is_searched_by_its_rewrite(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    later = benchmark.questions[1]

    planned = given_rewrites("given", benchmark, folder).plan(later.past, later.text)

    assert planned.legs == plain_legs(REWRITE, name="rewrite")


def test_the_history_may_be_searched_beside_it(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    later = benchmark.questions[1]

    planned = given_rewrites("given+history", benchmark, folder).plan(later.past, later.text)

    assert planned.legs == (
        *plain_legs(REWRITE, name="rewrite"),
        *history_legs(later.past, later.text, weight=0.5),
    )


def test_a_first_question_is_searched_as_it_stands(folder: Path) -> None:
    benchmark = read_conversation_folder(folder)
    first = benchmark.questions[0]

    planned = given_rewrites("given+none", benchmark, folder).plan(first.past, first.text)

    assert planned == LastTurn().plan(Conversation(), first.text)


def test_without_rewrites_of_the_benchmark_it_is_refused(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path / "talks")

    with pytest.raises(InputError, match="no rewrites of 'talks'"):
        given_rewrites("given", read_conversation_folder(folder), folder)
