"""For which day an answer is: said above it, with a click for the other day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.database.conversations import ConversationStore
from app.dates.resolution import date_choice_of
from app.domain.answers import Answer, NamedDay, Notice, NoticeKind
from app.domain.replies import DateChoice
from app.i18n import texts
from app.i18n.languages import Language
from app.records.conversations import Exchange
from app.rendering.answers import answer_view, day_html, running_day_html
from app.service.chat import ApprovalWish
from app.ui.chat.turns import DrawnAnswer, answer_parts, wish_of
from knowledge.domain.errors import InputError
from tests.app.rendering.test_answers import read
from tests.app.ui.chat.conftest import OpenPage
from tests.app.ui.chat.test_page import html
from tests.scripted_assistant import BAND, SPOUSE, answered, refused

TODAY, MARCH = date(2026, 11, 28), date(2026, 3, 1)
IN_2027 = NamedDay(date(2027, 1, 1), "2027")
SAID = Notice(NoticeKind.DAY, "As of 1 Jan, because of <2027>.")


def for_day(named: NamedDay = IN_2027, answer: Answer | None = None) -> Answer:
    """Return an answer of a question that names a day, with what is said of it."""
    given = answer or answered(SPOUSE)
    found = replace(given.found, named=named)
    return replace(given, found=found, notices=(SAID,), notes=(SAID.text, *given.notes))


def body(answer: Answer, *, last: bool = True) -> str:
    """Return what is drawn of an answer above its bar."""
    exchange = Exchange(SPOUSE, answer, turn=1, asked_at=datetime(2026, 11, 28, tzinfo=UTC))
    drawn = DrawnAnswer(answer, answer_view(answer), {}, Language.ENGLISH)
    return answer_parts(drawn, exchange, today=TODAY, last=last).body


@pytest.mark.parametrize("answer", [answered(SPOUSE), refused(BAND)])
def test_it_stands_first_and_only_once(answer: Answer) -> None:
    shown = read(body(for_day(answer=answer), last=False))

    assert shown.startswith("i Another date As of 1 Jan, because of <2027>. ")
    assert shown.count("because of") == 1
    assert answer_view(for_day(answer=answer)).notices == answer.notes


@pytest.mark.parametrize(
    ("named", "button"),
    [
        (IN_2027, ("set", "Answer as of 28 Nov 2026 instead")),
        (replace(IN_2027, set_day=MARCH), ("set", "Answer as of 1 Mar 2026 instead")),
        (replace(IN_2027, taken=False), ("named", "Answer as of 1 Jan 2027 instead")),
    ],
)
def test_a_click_below_the_last_answer_takes_the_other_day(
    named: NamedDay, button: tuple[str, str]
) -> None:
    drawn = day_html(for_day(named), today=TODAY, last=True)

    wish, words = button
    assert f'<button type="button" data-day="{wish}">{words}</button>' in drawn
    assert "<button" not in day_html(for_day(named), today=TODAY, last=False)


def test_the_same_rules_are_said_quietly() -> None:
    quiet = replace(for_day(), notices=(replace(SAID, quiet=True),))

    assert "cw-notice-quiet" in body(quiet)
    assert "cw-notice-quiet" not in body(for_day())


def test_an_answer_for_the_usual_day_says_nothing_above_it() -> None:
    assert body(answered(SPOUSE)).startswith('<div class="cw-answer"><div class="cw-text">')


def test_the_day_is_said_while_the_answer_is_written() -> None:
    found = for_day().found

    assert "because the question names “2027”" in read(running_day_html(found))
    assert running_day_html(replace(found, named=None)) == running_day_html(None) == ""


@pytest.mark.parametrize(
    ("named", "set_day", "wish"),
    [
        (None, None, DateChoice.RULE),
        (IN_2027, None, DateChoice.NAMED),
        (replace(IN_2027, taken=False), None, DateChoice.SET),
        (replace(IN_2027, set_day=MARCH), MARCH, DateChoice.NAMED),
        (replace(IN_2027, set_day=MARCH), None, DateChoice.RULE),
        (replace(IN_2027, taken=False), MARCH, DateChoice.RULE),
    ],
)
def test_answered_again_it_keeps_its_day_until_another_is_set(
    named: NamedDay | None, set_day: date | None, wish: DateChoice
) -> None:
    assert date_choice_of(replace(answered(SPOUSE).found, named=named), set_day) is wish


def test_an_edited_search_answered_again_is_asked_by_the_rule() -> None:
    edited = replace(for_day(replace(IN_2027, taken=False)).found, edited=True)

    assert date_choice_of(edited, None) is DateChoice.RULE
    assert date_choice_of(None, None) is DateChoice.RULE


def test_a_reload_says_the_same(open_page: OpenPage, store: ConversationStore) -> None:
    thread = store.start("demo")
    store.finish(store.ask(thread.id, SPOUSE), for_day())

    page = open_page(conversation=thread.id)

    assert "As of 1 Jan, because of &lt;2027&gt;." in html(page)
    assert texts.DAY_INSTEAD.split("{", maxsplit=1)[0] in html(page)


def test_only_a_curator_is_offered_to_approve_what_has_sources() -> None:
    def offered(answer: Answer, *, curator: bool) -> bool:
        exchange = Exchange(answer.found.question, answer, turn=1)
        drawn = DrawnAnswer(answer, answer_view(answer), {}, Language.ENGLISH)
        bar = answer_parts(drawn, exchange, today=TODAY, last=True, curator=curator).bar
        return texts.APPROVE_ANSWER in bar

    assert offered(answered(SPOUSE), curator=True)
    assert not offered(answered(SPOUSE), curator=False)
    assert not offered(refused(BAND), curator=True)


def test_a_wish_to_approve_without_a_day_is_for_good_and_one_for_no_day_is_refused() -> None:
    given = {"do": "approve", "question": " Q? ", "text": " T [1] ", "until": ""}

    assert wish_of(given) == ApprovalWish("Q?", "T [1]", None)
    with pytest.raises(InputError, match="'soon'"):
        wish_of({**given, "until": "soon"})
