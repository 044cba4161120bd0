from __future__ import annotations

from app.domain.conversations import Conversation, Turn
from app.rewriting.legs import HistoryMix, JoinedMessages, LastTurn, edited_legs, plain_legs
from knowledge.domain.queries import Leg, LegKind

TALK = Conversation(
    (Turn("can i add my spouse?", "Yes, after marriage [1]."), Turn("and kids?", "x" * 500))
)
ASKED = "how long do i have for that?"


def rounded(leg: Leg) -> tuple[tuple[str, float], ...]:
    return tuple((text, round(weight, 4)) for text, weight in leg.parts)


def test_a_first_question_is_searched_as_it_is() -> None:
    planned = HistoryMix().plan(Conversation(), ASKED)

    assert planned.legs == plain_legs(ASKED)
    assert planned.search_texts == (ASKED,)
    assert (planned.question, planned.history) == (ASKED, 0.0)


def test_history_is_mixed_into_the_vector_by_measured_weights() -> None:
    dense = HistoryMix().plan(TALK, ASKED).legs[0]

    assert dense.kind is LegKind.DENSE
    assert dense.weight == 0.7
    assert rounded(dense) == (
        (ASKED, 1.0),
        ("can i add my spouse?", 0.24),
        (f"and kids? {ASKED}", 0.16),
        (f"can i add my spouse? and kids? {ASKED}", 0.16),
        (f"{'x' * 400} {ASKED}", 0.48),
        (f"Yes, after marriage [1]. {'x' * 200} {ASKED}", 0.32),
    )


def test_terms_of_older_questions_fade() -> None:
    planned = HistoryMix().plan(TALK, ASKED)
    sparse = planned.legs[1]

    assert sparse.kind is LegKind.SPARSE
    assert sparse.weight == 0.3
    assert rounded(sparse) == (
        (ASKED, 1.0),
        ("and kids?", 0.6),
        ("can i add my spouse?", 0.24),
    )
    assert planned.question == ASKED
    assert round(planned.history, 4) == 0.84


def test_a_question_that_stands_alone_takes_less_of_the_history() -> None:
    alone = "which documents prove a registered domestic partnership?"

    dense, sparse = HistoryMix().plan(TALK, alone).legs

    assert rounded(dense)[1] == ("can i add my spouse?", 0.075)
    assert rounded(sparse)[1] == ("and kids?", 0.2)


def test_a_greeting_before_any_question_does_not_break_the_mix() -> None:
    greeted = Conversation((Turn("", "Hello, how can I help?"),))

    dense, sparse = HistoryMix().plan(greeted, ASKED).legs

    assert "" not in [text for text, _ in (*dense.parts, *sparse.parts)]


def test_the_baseline_joins_the_last_three_messages() -> None:
    planned = JoinedMessages().plan(TALK, ASKED)

    assert planned.search_texts == (f"Yes, after marriage [1]. and kids? {'x' * 500} {ASKED}",)


def test_the_history_can_be_left_out() -> None:
    assert LastTurn().plan(TALK, ASKED).legs == plain_legs(ASKED)


def test_edited_texts_are_each_searched_both_ways() -> None:
    legs = edited_legs(("spouse", "deadline"))

    assert [(leg.kind.value, leg.parts) for leg in legs] == [
        ("dense", (("spouse", 1.0),)),
        ("sparse", (("spouse", 1.0),)),
        ("dense", (("deadline", 1.0),)),
        ("sparse", (("deadline", 1.0),)),
    ]
