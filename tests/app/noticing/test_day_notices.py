"""What is said of an answer's day, and when it is said quietly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.answers import Answer, NamedDay, Notice, NoticeKind
from app.languages import Language, speaking
from app.noticing.day_notices import day_notice, day_sentence, with_day_notice
from tests.scripted_assistant import BAND, LIFE_EVENTS, SPOUSE, answered, refused

IN_2027 = NamedDay(date(2027, 1, 1), "2027")
ELSEWHERE = {LIFE_EVENTS.document_id}


def naming(named: NamedDay | None, answer: Answer | None = None) -> Answer:
    """Return an answer as of 20 November 2026, of a question that names a day."""
    given = answer or answered(SPOUSE)
    return replace(given, found=replace(given.found, named=named))


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (IN_2027, "Answered as of 20 Nov 2026, because the question names “2027”."),
        (
            replace(IN_2027, earlier=True),
            "Answered as of 20 Nov 2026, because a question before names “2027”.",
        ),
        (
            replace(IN_2027, taken=False),
            "Answered as of 20 Nov 2026, although the question names “2027” (1 Jan 2027).",
        ),
        (
            replace(IN_2027, taken=False, set_day=date(2026, 11, 20)),
            "Answered as of 20 Nov 2026, the day that is set, although the question names “2027” "
            "(1 Jan 2027).",
        ),
        (
            replace(IN_2027, taken=False, earlier=True),
            "Answered as of 20 Nov 2026; the question before was answered as of 1 Jan 2027.",
        ),
        (None, ""),
    ],
)
def test_a_sentence_says_the_day_and_why(named: NamedDay | None, sentence: str) -> None:
    assert day_sentence(naming(named).found) == sentence


def test_it_is_said_in_the_reader_s_language() -> None:
    with speaking(Language.GERMAN):
        said = day_sentence(naming(IN_2027).found)

    assert said == "Beantwortet mit Stand 20. Nov. 2026, weil die Frage „2027“ nennt."


def test_other_rules_on_the_other_day_are_said_plainly_and_the_same_quietly() -> None:
    answer = naming(IN_2027)

    plain, same = day_notice(answer, ELSEWHERE), day_notice(answer, ())

    assert plain == Notice(NoticeKind.DAY, day_sentence(answer.found))
    assert same == replace(plain, quiet=True)


def test_a_refusal_says_its_day_plainly() -> None:
    notice = day_notice(naming(IN_2027, refused(BAND)), ())

    assert notice is not None
    assert not notice.quiet


def test_a_day_that_is_left_is_not_worth_a_word_where_the_rules_are_the_same() -> None:
    left = naming(replace(IN_2027, taken=False, earlier=True))

    assert day_notice(left, ()) is None
    assert day_notice(left, ELSEWHERE) is not None


def test_it_stands_before_all_other_notices_and_only_once() -> None:
    conflict = Notice(NoticeKind.CONFLICT, "They disagree.")
    day, later = Notice(NoticeKind.DAY, "As of 1."), Notice(NoticeKind.DAY, "As of 2.")
    answer = replace(answered(SPOUSE), notices=(conflict,), notes=("They disagree.",))

    again = with_day_notice(with_day_notice(answer, day), later)

    assert again.notices == (later, conflict)
    assert again.notes == ("As of 2.", "They disagree.")
    assert with_day_notice(again, None) == answer
