"""One's own questions asked: what came of them, in a table and in a run."""

from __future__ import annotations

import json
from pathlib import Path

from evals.benchmarks.labelled_questions import ExpectedPassage, LabelledQuestion
from evals.questions.own_questions import QuestionOutcome, as_saved, ask_all, summary
from evals.runs.saved_runs import run_content
from tests.app.desks import EVENTS, SPOUSE, assistant
from tests.builders import EMBEDDER
from tests.citewell.schemas import faults

ASKED = LabelledQuestion(
    id="spouse",
    question=SPOUSE,
    answers=(ExpectedPassage(document_key=EVENTS.document_key),),
    reference=EVENTS.text,
    must_contain=("60 days",),
)
FOREIGN = LabelledQuestion(id="cup", question="who won the football cup?")


def asked(folder: Path, *questions: LabelledQuestion) -> list[QuestionOutcome]:
    return ask_all(assistant(folder), questions, embed=EMBEDDER.embed_passages)


def test_an_answer_is_measured_beside_its_reference_and_by_what_it_cites(tmp_path: Path) -> None:
    (outcome,) = asked(tmp_path, ASKED)

    assert (outcome.answered, outcome.cited, outcome.rank) == (True, True, 1)
    assert outcome.measures["supported sentences"] == 1.0
    assert 0 < outcome.measures["citation precision"] <= 1
    assert outcome.measures["embedding recall"] > 0.3


def test_without_a_reference_there_is_no_overlap(tmp_path: Path) -> None:
    (outcome,) = asked(tmp_path, ASKED.model_copy(update={"reference": ""}))

    assert set(outcome.measures) == {"citation precision", "supported sentences"}


def test_a_question_that_the_documents_do_not_answer_counts_by_its_refusal(tmp_path: Path) -> None:
    outcomes = asked(tmp_path, ASKED, FOREIGN)

    shares = {line.name: line.share.mean for line in summary(outcomes)}
    answered, refused = as_saved(outcomes)
    assert shares["refused, of the unanswerable"] == 1.0
    assert refused.values == {"rightly refused": 1.0}
    assert "rightly refused" not in answered.values


def test_the_run_names_what_was_found_so_that_a_person_knows_the_document(tmp_path: Path) -> None:
    (saved,) = as_saved(asked(tmp_path, ASKED))

    assert saved.ranking[0].startswith(EVENTS.document_key)
    assert saved.ranking[0] in saved.relevant
    assert saved.values["hit rate at 5"] == 1.0


def test_a_run_of_answers_is_a_run_as_any_other(tmp_path: Path) -> None:
    content = run_content({"benchmark": "desk"}, as_saved(asked(tmp_path, ASKED, FOREIGN)))

    assert faults(content, "retrieval-run") == []
    assert set(json.loads(json.dumps(content))["figures"]) >= {"answered", "rightly refused"}
