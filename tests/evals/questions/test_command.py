"""The command `citewell eval questions`, over a small knowledge base with the bundled model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.command import ask_app
from citewell.eval_commands import app
from evals.runs.saved_runs import load_run, run_names
from ingest.command import app as ingest_app
from knowledge.domain.errors import InputError

RULE = "The grace period for a late premium is 31 days."
OLDER = {
    "id": "grace",
    "question": "how long is the grace period for a late premium?",
    "answers": [{"document_key": "rules", "quote": "31 days"}],
    "reference": "It is 31 days.",
    "must_contain": ["31 days"],
}
SET: list[dict[str, object]] = [
    {
        **{"id": "grace", "conversation": "c", "kind": "answerable", "labels": ["period"]},
        **{
            "question": OLDER["question"],
            "key_facts": [["31 days"]],
            "evidence": [{"quote": RULE}],
        },
    },
    {"id": "cup", "kind": "offtopic", "question": "who won the football world cup?"},
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the rule in the knowledge base "desk"."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    others = "# Refunds\n\nMoney is sent back by check.\n\n# Parking\n\nThe garage is free.\n"
    (tmp_path / "docs" / "rules.md").write_text(f"# Late premiums\n\n{RULE}\n", "utf-8")
    (tmp_path / "docs" / "others.md").write_text(others, "utf-8")
    made = CliRunner().invoke(ingest_app, ["docs", "--kb", "desk"], catch_exceptions=False)
    assert made.exit_code == 0
    return tmp_path


def written(folder: Path, name: str, *lines: object) -> str:
    (folder / name).write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return name


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_questions_of_the_older_form_are_asked_saved_and_compared(data: Path) -> None:
    file = written(data, "own.jsonl", OLDER)

    runs = [run("questions", file, "--kb", "desk") for _ in range(2)]

    assert [each.exit_code for each in runs] == [0, 0]
    assert "supported sentences" in runs[0].stdout
    before, after = run_names(data / "runs")
    saved = load_run(data / "runs", before)
    assert saved.short_name == "desk own quoted"
    assert saved.questions[0].values["says what it must"] == 1.0
    compared = run("compare", before, after)
    assert "citation precision" in compared.stdout
    assert "No question changed by hit rate at 5." in compared.stdout


def test_a_set_is_asked_or_its_answers_are_graded_with_the_same_figures(data: Path) -> None:
    file = written(data, "set.jsonl", *SET)
    options = ["--kb", "desk", "--batch", file, "--output", "answers.jsonl"]
    CliRunner().invoke(ask_app, options, catch_exceptions=False)

    asked = run("questions", file, "--kb", "desk", "--json", "figures.json")
    graded = run("questions", file, "--kb", "desk", "--answers", "answers.jsonl", "--misses")

    runs = [load_run(data / "runs", name) for name in run_names(data / "runs")]
    assert [each.short_name for each in runs] == ["desk set quoted", "desk set answers"]
    assert runs[0].figures == runs[1].figures
    assert runs[0].figures["usable"].mean == 1.0
    assert runs[0].questions == runs[1].questions
    assert json.loads((data / "figures.json").read_text("utf-8"))["name"] == runs[0].name
    assert "off topic turned away" in asked.stdout
    assert "grace:" not in graded.stdout


def test_misses_are_listed_with_what_became_of_them(data: Path) -> None:
    wrong = {**SET[0], "id": "late", "key_facts": [["45 days"]]}

    shown = run("questions", written(data, "set.jsonl", wrong), "--kb", "desk", "--misses").stdout

    assert f"late: answerable, rank 1, answered: {OLDER['question']}" in shown


def test_answers_to_other_questions_or_of_another_knowledge_base_are_told(data: Path) -> None:
    file = written(data, "set.jsonl", *SET)
    answer = {"id": "x", "answer": "", "refused": True}
    foreign = {**answer, "found": [{"passage_id": "p1"}]}

    with pytest.raises(InputError, match="answers none of the 2 questions"):
        run("questions", file, "--kb", "desk", "--answers", written(data, "a.jsonl", answer))
    with pytest.raises(InputError, match="None of the passages"):
        run("questions", file, "--kb", "desk", "--answers", written(data, "a.jsonl", foreign))
    with pytest.raises(InputError, match=r"'own\.jsonl' have no kind and key_facts"):
        run("questions", written(data, "own.jsonl", OLDER), "--kb", "desk", "--own-history")
