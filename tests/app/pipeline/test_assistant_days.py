"""The sample's documents answer for the day that a question names, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import app
from app.domain.answers import Answer, NamedDay, NoticeKind
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest, DateChoice
from app.pipeline.assistant import Assistant
from app.pipeline.building import build_assistant
from ingest.command import app as ingest_app
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.app.desks import STAFF, answer_of
from tests.flat_settings import changed, settings_with

DOCUMENTS = Path(app.__file__).parents[1] / "sample" / "documents"
TODAY, NEXT_YEAR = date(2026, 11, 20), date(2027, 1, 1)
URGENT_CARE, URGENT_CARE_2027 = "how much is urgent care?", "how much is urgent care in 2027?"
# Bronze, Silver and Gold, as the schedules of the two years have them.
OF_2026, OF_2027 = (
    "| Urgent care visit | $100 | $75 | $50",
    "| Urgent care visit | $110 | $80 | $55",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Ingest the cost-sharing schedules of 2026 and 2027, and a document of 2026 alone."""
    data = tmp_path_factory.mktemp("data")
    folder = data / "documents"
    (folder / "benefits").mkdir(parents=True)
    shutil.copy(DOCUMENTS / "citewell.yaml", folder)
    for name in ("cost-sharing-2026.pdf", "cost-sharing-2027.pdf", "wellness-rewards.docx"):
        shutil.copy(DOCUMENTS / "benefits" / name, folder / "benefits")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CITEWELL_DATA_DIR", str(data))
        arguments = [str(folder), "--kb", "demo"]
        CliRunner().invoke(ingest_app, arguments, catch_exceptions=False)
    return settings_with(data_dir=data)


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Iterator[Assistant]:
    with closing(open_store(settings.store, settings.data_dir).open("demo")) as reader:
        yield build_assistant(
            settings,
            reader,
            open_embedder(settings.embedding, settings.data_dir),
            today=lambda: TODAY,
        )


def day_notes(answer: Answer) -> list[tuple[str, bool]]:
    """Return what is said of the answer's day, and whether quietly."""
    return [(n.text, n.quiet) for n in answer.notices if n.kind is NoticeKind.DAY]


def of(answer: Answer, question: str) -> Turn:
    """Return the turn as the desk hands it to the next question."""
    return Turn(question, answer.text, answer.found.named)


def test_the_version_in_force_in_the_year_that_is_named_answers(desk: Assistant) -> None:
    answer = answer_of(desk, URGENT_CARE_2027)

    assert OF_2027 in answer.text
    assert answer.found.query.filters.as_of == NEXT_YEAR
    assert answer.found.named == NamedDay(NEXT_YEAR, "2027")
    assert day_notes(answer) == [
        ("Answered as of 1 Jan 2027, because the question names “2027”.", False)
    ]
    assert answer.notes[0] == "Answered as of 1 Jan 2027, because the question names “2027”."


def test_without_a_day_today_s_version_answers_and_nothing_is_said(desk: Assistant) -> None:
    answer = answer_of(desk, URGENT_CARE)

    assert OF_2026 in answer.text
    assert answer.found.query.filters.as_of == TODAY
    assert day_notes(answer) == []


def test_the_notice_of_a_newer_version_counts_from_the_day_that_is_answered_for(
    desk: Assistant,
) -> None:
    now = answer_of(desk, URGENT_CARE)
    then = answer_of(desk, URGENT_CARE_2027)

    ends = [n.kind for n in (*now.notices, *then.notices) if n.kind is NoticeKind.ENDS]
    assert ends == [NoticeKind.ENDS]


def test_an_older_day_is_told_that_the_rules_have_changed_since(
    settings: Settings,
) -> None:
    with closing(open_store(settings.store, settings.data_dir).open("demo")) as reader:
        later = build_assistant(
            settings,
            reader,
            open_embedder(settings.embedding, settings.data_dir),
            today=lambda: date(2027, 3, 1),
        )
        answer = answer_of(later, "how much was urgent care last year?")

    assert OF_2026 in answer.text
    assert [(n.kind, n.text) for n in answer.notices[:2]] == [
        (
            NoticeKind.DAY,
            "Answered as of 31 Dec 2026, because the question names “last year”.",
        ),
        (
            NoticeKind.CHANGED,
            "“Cost-Sharing Schedule 2026” has changed: a newer version is in force from "
            "1 Jan 2027.",
        ),
    ]


def test_a_document_that_is_not_in_force_on_the_day_answers_nothing(desk: Assistant) -> None:
    answer = answer_of(desk, "how much is urgent care in 2029?")

    assert answer.refused
    assert day_notes(answer) == [
        ("Answered as of 1 Jan 2029, because the question names “2029”.", False)
    ]


def test_the_same_rules_on_both_days_are_said_quietly(desk: Assistant) -> None:
    answer = answer_of(desk, "how much is urgent care on 1 March 2026?")

    assert OF_2026 in answer.text
    assert day_notes(answer) == [
        ("Answered as of 1 Mar 2026, because the question names “1 March 2026”.", True)
    ]


def test_a_day_set_by_hand_answers_and_the_other_is_told(desk: Assistant) -> None:
    by_hand = replace(STAFF, as_of=date(2026, 3, 1))

    answer = answer_of(desk, URGENT_CARE_2027, request=by_hand)

    assert OF_2026 in answer.text
    assert day_notes(answer) == [
        (
            "Answered as of 1 Mar 2026, the day that is set, although the question names “2027” "
            "(1 Jan 2027).",
            False,
        )
    ]


def test_a_wish_for_the_set_day_brings_it_back(desk: Assistant) -> None:
    answer = answer_of(desk, URGENT_CARE_2027, request=replace(STAFF, date_choice=DateChoice.SET))

    assert OF_2026 in answer.text
    assert day_notes(answer) == [
        ("Answered as of 20 Nov 2026, although the question names “2027” (1 Jan 2027).", False)
    ]


def test_a_follow_up_keeps_the_day_and_a_question_of_its_own_leaves_it(desk: Assistant) -> None:
    first = answer_of(desk, URGENT_CARE_2027)
    talk = Conversation((of(first, URGENT_CARE_2027),))

    followed = answer_of(desk, "and a specialist?", talk)
    talk = Conversation((*talk.turns, of(followed, "and a specialist?")))
    another = answer_of(desk, "how much is a primary care visit on Silver?", talk)

    assert "| Specialist visit | $95 | $70 | $45" in followed.text
    assert day_notes(followed) == [
        ("Answered as of 1 Jan 2027, because an earlier question names “2027”.", False)
    ]
    assert another.found.query.filters.as_of == TODAY
    assert day_notes(another) == [
        ("Answered as of 20 Nov 2026; the previous question was answered as of 1 Jan 2027.", False)
    ]


def test_what_changed_is_compared_as_before(desk: Assistant) -> None:
    answer = answer_of(desk, "what changes in 2027 for urgent care?")

    assert answer.found.named is None
    assert answer.found.query.filters.as_of == TODAY
    assert "$75" in answer.text
    assert "$80" in answer.text


def test_the_setting_switches_it_off(settings: Settings) -> None:
    off = changed(settings, day_from_question=False)

    with closing(open_store(off.store, off.data_dir).open("demo")) as reader:
        desk = build_assistant(
            off, reader, open_embedder(off.embedding, off.data_dir), today=lambda: TODAY
        )
        answer = answer_of(desk, URGENT_CARE_2027)

    assert answer.found.query.filters.as_of == TODAY
    assert answer.found.named is None


def test_another_group_s_documents_stay_hidden_on_any_day(desk: Assistant) -> None:
    answer = answer_of(desk, URGENT_CARE_2027, request=AnswerRequest(groups=("visitors",)))

    assert answer.refused
    assert answer.found.hits == ()
