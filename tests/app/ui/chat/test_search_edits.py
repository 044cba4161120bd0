"""What a reader changes in a search, and what the record says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.database.conversations import ConversationStore
from app.domain.answers import Answer, SearchOutcome
from app.domain.replies import AnswerRequest, SearchEdits
from app.records.stored_conversations import DatabaseConversations
from app.rendering.answers import answer_view
from app.rendering.sources import edits_made, hit_label, search_view, searched
from app.rewriting.legs import edited_legs
from app.service.chat import ChatService
from knowledge.domain.queries import Filters
from tests.app import desks
from tests.app.desks import DOCUMENTS, EVENTS, GRACE, SPOUSE, answer_of
from tests.flat_settings import settings_with
from tests.scripted_assistant import ScriptedAssistant, answered, found

DAY = date(2026, 11, 20)


def edits(
    searched_before: SearchOutcome, words: str, left_out: tuple[str, ...] = ()
) -> SearchEdits:
    return edits_made(
        searched_before, turn=2, words=words, left_out=left_out, as_of=DAY, facets={"plan": "Gold"}
    )


def test_the_texts_searched_for_are_offered_once_each() -> None:
    assert searched(found("can i add my spouse?")) == ("can i add my spouse?",)


def test_unchanged_words_leave_the_search_as_it_was_planned() -> None:
    before = found("can i add my spouse?")

    made = edits(before, "can i  add my spouse?\n\n", left_out=("p1", "p1"))

    assert made == SearchEdits(2, (), ("p1",), DAY, {"plan": "Gold"})


def test_each_line_is_searched_for_by_itself() -> None:
    made = edits(found("can i add my spouse?"), "add spouse\n marriage event \n")

    assert made.search_texts == ("add spouse", "marriage event")


def test_words_written_by_hand_before_stay_as_they_are() -> None:
    before = found("can i add my spouse?")
    query = replace(before.query, legs=edited_legs(("marriage",)))

    assert edits(replace(before, query=query), "marriage").search_texts == ("marriage",)


def test_an_asking_with_edits_keeps_the_reader_s_groups_and_says_that_it_was_edited() -> None:
    made = SearchEdits(0, ("marriage",), ("p1",), DAY, {"plan": "Gold"})

    assert made.request(("staff",)) == AnswerRequest(
        groups=("staff",),
        as_of=DAY,
        facets={"plan": "Gold"},
        without_passages=("p1",),
        search_texts=("marriage",),
        edited=True,
    )


def test_words_taken_away_stay_away_when_the_question_is_asked_again() -> None:
    made = edits_made(
        found("can i add my spouse?"),
        turn=0,
        words="can i add my spouse?",
        left_out=(),
        as_of=DAY,
        facets={},
        without_words=("wedding",),
    )

    assert made.search_texts == ()
    assert made.request(("staff",)).without_words == ("wedding",)


def test_an_answer_from_an_edited_search_says_so_and_leaves_out_what_was_unticked(
    tmp_path: Path,
) -> None:
    request = SearchEdits(0, ("grace period for a late premium",), (EVENTS.id,)).request(("staff",))

    answer = answer_of(desks.assistant(tmp_path, documents=DOCUMENTS), SPOUSE, request=request)

    assert answer.found.edited
    assert answer.citations[0].passage.id == GRACE.id
    assert EVENTS.id not in {hit.passage.id for hit in answer.found.hits}


@pytest.mark.parametrize(("edited", "marks"), [(True, 1), (False, 0)])
def test_only_an_answer_from_an_edited_search_is_marked(edited: bool, marks: int) -> None:
    answer: Answer = answered("can i add my spouse?")

    view = answer_view(replace(answer, found=replace(answer.found, edited=edited)))

    assert sum("by hand" in chip for chip in view.chips) == marks


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ("knowledge base \u201cdemo\u201d", "every version")),
        (
            {"as_of": DAY, "facets": {"plan": "Gold"}, "without_passages": ("p1", "p2")},
            (
                "knowledge base \u201cdemo\u201d",
                "documents in force on 20 Nov 2026",
                "plan: Gold",
                "2 passages left out",
            ),
        ),
    ],
)
def test_what_a_search_was_limited_to_is_told(
    filters: Mapping[str, object], expected: tuple[str, ...]
) -> None:
    before = found("can i add my spouse?")
    limited = replace(Filters(groups=("staff",)), **filters)  # type: ignore[arg-type]

    view = search_view(replace(before, query=replace(before.query, filters=limited)), {}, "demo")

    assert view.limits == expected


def test_a_passage_found_is_one_line() -> None:
    assert hit_label(1, found("x").hits[0]) == (
        "1. Qualifying Life Events \u00b7 2 Marriage \u00b7 pp. 4\u20135 \u00b7 version 2026"
    )


def test_an_edited_search_is_asked_again_as_its_turn_was_within_the_reader_s_groups(
    store: ConversationStore,
    repository: DatabaseConversations,
    assistant: ScriptedAssistant,
    tmp_path: Path,
) -> None:
    settings = settings_with(data_dir=tmp_path, reader_groups=("staff",))
    service = ChatService(settings, lambda: ["demo"], lambda _: assistant, repository)
    conversation = service.ask("", "demo", "first?")
    wait_for(service, conversation)
    service.ask(conversation, "demo", "second?")
    wait_for(service, conversation)

    service.ask(conversation, "demo", "first?", edits=SearchEdits(0, ("other words",)))
    wait_for(service, conversation)

    before, question, request = assistant.asked[-1]
    assert (before.turns, question) == ((), "first?")
    assert request == AnswerRequest(groups=("staff",), search_texts=("other words",), edited=True)
    assert [turn.question for turn in store.turns(conversation)] == ["first?", "second?", "first?"]


def wait_for(service: ChatService, conversation: str) -> None:
    reply = service.running(conversation)
    assert reply is None or reply.wait(10)
