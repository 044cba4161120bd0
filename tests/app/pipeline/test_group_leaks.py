"""Ways by which another group's text might come out: each must end at the search's filter."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answerability.evidence import AnswerabilityClassifier
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest, Finished, ReplyEvent
from app.pipeline.assistant import Assistant
from app.rewriting.legs import HistoryMix, Rewriter, Rewritten
from app.writing.extractive import ExtractiveWriter
from knowledge.search.retriever import Retriever
from knowledge.store.edge.store import EdgeStore
from labs.attacks.attacks import OTHER_GROUP, SECRET
from tests.app.desks import DOCUMENTS, STAFF, TODAY
from tests.builders import EMBEDDER, ENCODER, published

AMOUNT = "77777"
ABOUT = "What is the bonus of the director?"
TALK = Conversation().with_turn(ABOUT, f"The bonus of the director is {AMOUNT} dollars [1].")


class Betraying:
    """A rewrite that a planted order turned towards another group's document."""

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        return Rewritten.plain(SECRET.text)


def desk(folder: Path, rewriter: Rewriter) -> Assistant:
    store = EdgeStore(folder / "kb", folder / "run")
    reader = published(store, "desk", *[[d] for d in (*DOCUMENTS, SECRET)])
    return Assistant(
        Retriever(reader, EMBEDDER, ENCODER),
        rewriter,
        AnswerabilityClassifier(0.0),
        [ExtractiveWriter(EMBEDDER)],
        today=lambda: TODAY,
    )


def shown(events: list[ReplyEvent]) -> str:
    last = events[-1]
    assert isinstance(last, Finished)
    answer = last.answer
    return repr((answer.text, answer.citations, answer.nearest, answer.notes, answer.found.hits))


@pytest.mark.parametrize(
    ("rewriter", "conversation", "answer_request"),
    [
        (HistoryMix(), TALK, STAFF),
        (Betraying(), Conversation(), STAFF),
        (HistoryMix(), Conversation(), AnswerRequest(("staff",), search_texts=(SECRET.text,))),
        (HistoryMix(), Conversation(), AnswerRequest(("staff",), document_keys=("hr.md",))),
        (HistoryMix(), Conversation(), AnswerRequest(("staff",), facets={"group": OTHER_GROUP})),
        (HistoryMix(), Conversation(), AnswerRequest(())),
    ],
    ids=["history", "rewrite", "edited search", "document key", "facet", "no group"],
)
def test_another_groups_text_comes_out_by_no_way(
    tmp_path: Path, rewriter: Rewriter, conversation: Conversation, answer_request: AnswerRequest
) -> None:
    events = list(desk(tmp_path, rewriter).reply(conversation, ABOUT, answer_request))

    assert AMOUNT not in shown(events)
    assert SECRET.id not in shown(events)


def test_the_group_itself_gets_its_text(tmp_path: Path) -> None:
    request = AnswerRequest((OTHER_GROUP,))

    events = list(desk(tmp_path, HistoryMix()).reply(Conversation(), ABOUT, request))

    assert AMOUNT in shown(events)
