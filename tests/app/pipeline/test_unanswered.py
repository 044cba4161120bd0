from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.answers import Answerer, Outcome
from app.i18n.languages import Language, speaking
from app.pipeline.assistant import Assistant
from app.pipeline.unanswered import nearest_text
from tests.app.desks import DOCUMENTS, FEES, answer_of, assistant, events_of, written

UNKNOWN_FORM = "the fee for form F5"


@pytest.fixture
def desk(tmp_path: Path) -> Assistant:
    return assistant(tmp_path, documents=(*DOCUMENTS, FEES))


def test_what_comes_nearest_is_shown_with_its_source_and_said_to_be_no_answer(
    desk: Assistant,
) -> None:
    answer = answer_of(desk, UNKNOWN_FORM)

    assert (answer.outcome, answer.refused) == (Outcome.NEAREST, True)
    assert answer.answerer is Answerer.EXTRACTIVE
    assert answer.text.split("\n\n") == [
        "The documents do not mention “F5”. This comes nearest, but is no answer:",
        "The fee for form F15 is $40 [1].",
    ]
    assert [citation.passage for citation in answer.citations] == [FEES]
    assert answer.nearest[0].title == "Fees"


def test_what_streams_in_is_what_stands_there_in_the_end(desk: Assistant) -> None:
    events = events_of(desk, UNKNOWN_FORM)

    assert written(events) == answer_of(desk, UNKNOWN_FORM).text


def test_what_is_none_of_the_documents_subjects_is_said_in_a_line(desk: Assistant) -> None:
    answer = answer_of(desk, "who won the football world cup final?")

    assert (answer.outcome, answer.answerer) == (Outcome.REFUSED, Answerer.REFUSAL)
    assert answer.text == "I answer only from these documents, and they do not deal with this."
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "was kostet das Formular F5 und wann ist es zu zahlen",
            "In den Dokumenten steht nichts von „F5“. Am nächsten kommt dies",
        ),
        (
            "¿cuánto cuesta el formulario F5 para mi plan?",
            "Los documentos no mencionan «F5». Esto es lo más cercano",
        ),
        ("the fee for form F5", "The documents do not mention “F5”. This comes nearest"),
    ],
)
def test_it_is_said_in_the_questions_language(question: str, told: str) -> None:
    assert nearest_text(question, ["F5"]).startswith(told)


def test_a_question_that_shows_no_language_is_told_in_the_pages() -> None:
    with speaking(Language.GERMAN):
        told = nearest_text("F5?", [])

    assert told.startswith("Das sagen die Dokumente nicht.")
