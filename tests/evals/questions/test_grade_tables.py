from __future__ import annotations

import json
from io import StringIO

from rich.console import Console
from rich.table import Table

from evals.benchmarks.question_set import Kind
from evals.questions.grade_tables import labels_table, measures_table, outcomes_table
from evals.questions.graded_run import as_saved_grades
from evals.questions.grading import MEASURES, GivenAnswer, Grade, grade
from evals.runs.saved_runs import SavedRun, run_content
from tests.evals.questions.expert_questions import question_of


def shown(table: Table) -> list[list[str]]:
    """Return the table's lines as words."""
    out = StringIO()
    Console(file=out, width=120).print(table)
    return [line.split() for line in out.getvalue().splitlines() if line.strip()]


def graded() -> list[Grade]:
    """Five usable answers of 5 to 9 words, one refusal, and a greeting."""
    texts = [f"Within 60 days of marriage {'x ' * more}" for more in range(5)]
    answers = [
        grade(question_of(id=f"q{n}", labels=["table"]), GivenAnswer(text, outcome="answered"))
        for n, text in enumerate(texts)
    ]
    refused = grade(question_of(id="r"), GivenAnswer("", refused=True, outcome="refused"))
    chat = question_of(Kind.SMALL_TALK, id="s", labels=["table"])
    return [grade(chat, GivenAnswer("Hello!", outcome="small talk")), *answers, refused]


def run() -> SavedRun:
    content = run_content({"benchmark": "desk"}, as_saved_grades(graded()), measures=MEASURES)
    return SavedRun.model_validate_json(json.dumps(content))


def test_measures_stand_in_their_order_with_questions_and_intervals() -> None:
    lines = shown(measures_table(run()))

    assert lines[2][:3] == ["usable", "6", "0.833"]
    assert ["words", "6", "6", "(median", "7)"] in [line[:5] for line in lines]
    assert lines[-1][:5] == ["small", "talk", "answered", "1", "1.000"]


def test_outcomes_are_counted_by_kind() -> None:
    lines = shown(outcomes_table(graded()))

    assert lines[2:] == [["answerable", "5", "1"], ["smalltalk", "1"]]


def test_labels_have_a_row_each_over_their_answerable_questions() -> None:
    lines = shown(labels_table(run().groups))

    assert lines[2:] == [["table", "5", "1.000", "1.000", "0.000", "0.000"]]
