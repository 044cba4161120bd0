from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from evals.benchmarks.knowledge_base import kb_benchmark
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.builders import passage, published
from tests.flat_settings import settings_with

DAY = date(2026, 11, 20)
URGENT = passage(
    "Urgent care costs 40 dollars for a member each visit.",
    document_key="care.md",
    headings=("What does urgent care cost?",),
)
OLD = passage(
    "Urgent care cost 30 dollars for a member each visit.",
    document_key="old.md",
    headings=("What did urgent care cost?",),
    effective_to=date(2025, 12, 31),
)
SECRET = passage(
    "Supervisors may waive the fee of urgent care once a year.",
    document_key="secret.md",
    headings=("Who may waive the fee?",),
    groups=("supervisors",),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_with(data_dir=tmp_path)
    store = open_store(made.store, made.data_dir)
    published(store, "desk", [URGENT], [OLD], [SECRET]).close()
    return made


def test_questions_are_drafted_from_what_may_be_read_today(settings: Settings) -> None:
    benchmark = kb_benchmark(settings.auth, settings.store, settings.data_dir, "desk", None, DAY)

    assert [each.id for each in benchmark.corpora[""]] == [URGENT.id]
    assert benchmark.corpora[""][0].text == URGENT.search_text
    assert [(q.text, dict(q.relevant)) for q in benchmark.questions] == [
        ("What does urgent care cost?", {URGENT.id: 1})
    ]


def test_questions_of_a_file_keep_their_conversations(settings: Settings, tmp_path: Path) -> None:
    answers = [{"document_key": "care.md", "quote": "40 dollars"}]
    line = {"id": "q1", "question": "and urgent care?", "answers": answers,
            "history": [{"speaker": "user", "text": "what is a visit?"}]}  # fmt: skip
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")

    (question,) = kb_benchmark(
        settings.auth, settings.store, settings.data_dir, "desk", file, DAY
    ).questions

    assert dict(question.relevant) == {URGENT.id: 1}
    assert [turn.question for turn in question.past.turns] == ["what is a visit?"]
    assert question.labels["turn"] == "later"


def test_questions_that_no_passage_answers_are_told(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"id": "q1", "question": "why?"}), encoding="utf-8")

    with pytest.raises(InputError, match=r"None of the 1 questions.*'desk'.*--questions"):
        kb_benchmark(settings.auth, settings.store, settings.data_dir, "desk", file, DAY)
