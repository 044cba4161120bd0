"""Approved answers: first for the same question, and never past their sources or their readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.database.approved import ApprovedAnswer
from app.domain.answers import Answer, Approval, NoticeKind
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest, DateChoice
from app.pipeline.approved_answers import (
    NEAR,
    ApprovedAnswerSource,
    checked_for_approval,
    day_of,
    same_words,
    sources_stand,
)
from app.pipeline.assistant import Assistant
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from tests.app.desks import DOCUMENTS, EVENTS, SPOUSE, STAFF, TODAY, answer_of, assistant
from tests.app.question_pairs import OTHER, SAME
from tests.builders import published
from tests.opening import open_embedder


class Approving:
    """A desk with one approved answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk: Assistant = assistant(folder)
        given = answer_of(self.desk, SPOUSE)
        self.approved = ApprovedAnswer(
            id=1,
            knowledge_base="desk",
            question=SPOUSE,
            text=given.text,
            answer=replace(given, text=f"APPROVED. {given.text}"),
            owner="Ann",
            expires_on=TODAY + timedelta(days=10),
            created_by="ben",
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
            retired_at=None,
        )
        source = ApprovedAnswerSource(lambda _: [self.approved])
        self.approving: Assistant = assistant(folder, approved=source)

    def ask(
        self,
        question: str = SPOUSE,
        request: AnswerRequest = STAFF,
        said: Conversation | None = None,
    ) -> Answer:
        return answer_of(self.approving, question, said, request)


@pytest.fixture
def approving(tmp_path: Path) -> Approving:
    return Approving(tmp_path)


def is_approved(answer: Answer) -> bool:
    return answer.approval is not None and answer.text.startswith("APPROVED.")


@pytest.mark.parametrize(
    "question", [SPOUSE, SPOUSE.upper(), "Can I enroll my spouse after marriage"]
)
def test_the_same_question_gets_it_with_its_owner_and_day(
    approving: Approving, question: str
) -> None:
    answer = approving.ask(question)

    assert is_approved(answer)
    assert answer.approval == Approval("Ann", date(2026, 11, 1), TODAY + timedelta(days=10))
    assert answer.found.question == question


@pytest.mark.parametrize(
    "question",
    [
        "can i enroll my spouse before marriage?",
        "can i not enroll my spouse after marriage?",
        "can i enroll my child after marriage?",
        "can i enroll my spouse after marriage in 30 days?",
    ],
)
def test_another_question_does_not_get_it(approving: Approving, question: str) -> None:
    assert not is_approved(approving.ask(question))


def test_it_ends_with_its_last_day(approving: Approving) -> None:
    approving.approved = replace(approving.approved, expires_on=TODAY)
    on_the_day = approving.ask()
    approving.approved = replace(approving.approved, expires_on=TODAY - timedelta(days=1))

    after = approving.ask()

    assert is_approved(on_the_day)
    assert not is_approved(after)


def test_a_reader_who_may_not_see_its_sources_does_not_get_it(approving: Approving) -> None:
    assert not is_approved(approving.ask(request=AnswerRequest(groups=("board",))))


def test_it_holds_for_the_plan_that_it_was_given_for_only(approving: Approving) -> None:
    assert not is_approved(approving.ask(request=replace(STAFF, facets={"plan": "gold"})))


def test_a_search_that_the_reader_edited_gets_no_approved_answer(approving: Approving) -> None:
    assert not is_approved(approving.ask(request=replace(STAFF, search_texts=("marriage",))))


def test_a_question_that_leans_on_the_conversation_gets_none(approving: Approving) -> None:
    leaning = "and what about that then?"
    approving.approved = replace(approving.approved, question=leaning)

    answer = approving.ask(leaning, said=Conversation((Turn("Is parking free?", "No."),)))

    assert not is_approved(answer)


def test_it_is_not_shown_once_a_source_says_something_else(approving: Approving) -> None:
    words = EVENTS.text.replace("60 days", "30 days")
    changed = replace(EVENTS, text=words, id="00000000-0000-4000-8000-000000000000")
    store = EdgeStore(approving.folder / "kb", approving.folder / "run")
    others = [[each] for each in DOCUMENTS if each is not EVENTS]
    published(store, "desk", [changed], *others)

    assert not is_approved(approving.ask())


def test_it_is_not_shown_once_a_source_was_deleted(approving: Approving) -> None:
    store = EdgeStore(approving.folder / "kb", approving.folder / "run")
    reader = store.open("desk")
    with store.write("desk", reader.manifest) as writer:
        writer.remove([EVENTS.document_id])
        writer.publish()

    assert not is_approved(approving.ask())


def test_it_is_not_shown_for_a_day_on_which_a_source_was_not_in_force(approving: Approving) -> None:
    store = EdgeStore(approving.folder / "kb", approving.folder / "run")
    ended = replace(EVENTS, effective_from=date(2026, 1, 1))
    published(store, "desk", [ended], *[[each] for each in DOCUMENTS if each is not EVENTS])

    now = approving.ask()
    earlier = approving.ask(request=replace(STAFF, as_of=date(2025, 12, 31)))

    assert is_approved(now)
    assert not is_approved(earlier)


def test_for_a_day_that_its_question_names_it_is_shown_as_of_that_day(
    approving: Approving,
) -> None:
    store = EdgeStore(approving.folder / "kb", approving.folder / "run")
    begins = replace(EVENTS, effective_from=date(2027, 1, 1))
    published(store, "desk", [begins], *[[each] for each in DOCUMENTS if each is not EVENTS])
    question = "how many days to enroll a spouse after marriage in 2027?"
    given = answer_of(approving.desk, question)
    kept = replace(given, text=f"APPROVED. {given.text}")
    approving.approved = replace(approving.approved, question=question, answer=kept)

    answer = approving.ask(question)
    today = approving.ask(question, replace(STAFF, date_choice=DateChoice.SET))

    assert is_approved(answer)
    assert [n.text for n in answer.notices if n.kind is NoticeKind.DAY] == [
        "Answered as of 1 Jan 2027, because the question names “2027”."
    ]
    assert not is_approved(today)
    assert day_of(kept, TODAY) == date(2027, 1, 1)
    assert day_of(answer_of(approving.desk, SPOUSE), TODAY) == TODAY


def test_a_curator_is_told_whether_the_sources_stand(approving: Approving) -> None:
    reader = EdgeStore(approving.folder / "kb", approving.folder / "run").open("desk")
    assert approving.approved.answer is not None

    stands = sources_stand(reader, approving.approved.answer, TODAY)
    citation = approving.approved.answer.citations[0]
    other = replace(citation, passage=replace(citation.passage, text="Something else."))
    gone = sources_stand(reader, replace(approving.approved.answer, citations=(other,)), TODAY)

    assert (stands, gone) == (True, False)


def test_a_refusal_is_not_approved(approving: Approving) -> None:
    refusal = answer_of(approving.desk, "who won the world cup?")

    with pytest.raises(InputError, match="Only an answer with sources"):
        checked_for_approval("who won the world cup?", refusal)


def test_a_question_that_stands_not_alone_is_not_approved(approving: Approving) -> None:
    with pytest.raises(InputError, match="stands alone"):
        checked_for_approval("and what about that?", answer_of(approving.desk, SPOUSE))


def test_no_other_question_of_the_labelled_pairs_is_taken_for_the_same() -> None:
    taken = [pair for pair in OTHER if same_words(*pair)]

    assert taken == []


def test_most_of_the_same_questions_are_known_again_with_the_bundled_model() -> None:
    embedder = open_embedder(Settings(_env_file=None))
    first = embedder.embed_queries([one for one, _ in SAME])
    second = embedder.embed_queries([other for _, other in SAME])
    near = (first * second).sum(axis=1) >= NEAR

    known = [
        pair for pair, is_near in zip(SAME, near, strict=True) if is_near and same_words(*pair)
    ]

    assert len(known) >= 12
