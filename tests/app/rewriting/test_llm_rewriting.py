from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from app.domain.conversations import Conversation
from app.llm.chat import Message
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.rewriting.legs import HistoryMix, LastTurn, Rewritten, history_legs
from app.rewriting.llm_rewriting import DiverseRewrites, StandaloneRewrite
from knowledge.domain.queries import LegKind
from tests.llm_stub import Mode, llm_stub

TALK = Conversation().with_turn("can i add my spouse?", "Yes, within 60 days of marriage [1].")
ASKED = "how long for that?"
WRITTEN = {
    "You rewrite": "How long to add a spouse?",
    "You turn": "spouse enrollment deadline marriage",
    "You write how": "A spouse is added within the enrollment period.",
    "You write the more": "When may a spouse join?",
}


@dataclass
class ModelByPrompt:
    """Writes what stands beside the beginning of its instruction."""

    written: Mapping[str, str]
    asked: list[str] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        self.asked.append(messages[1].text)
        yield next(t for begun, t in self.written.items() if messages[0].text.startswith(begun))


def test_each_kind_is_searched_as_it_suits_beside_the_history() -> None:
    planned = DiverseRewrites(ModelByPrompt(WRITTEN), timeout_seconds=5).plan(TALK, ASKED)

    found = [(leg.name, leg.kind, leg.parts[0][0]) for leg in planned.legs]
    dense, sparse = LegKind.DENSE, LegKind.SPARSE
    assert found == [
        ("rewrite", dense, "How long to add a spouse?"),
        ("rewrite", sparse, "How long to add a spouse?"),
        ("rewrite-keywords", sparse, "spouse enrollment deadline marriage"),
        ("rewrite-answer", dense, "A spouse is added within the enrollment period."),
        ("rewrite-broader", dense, "When may a spouse join?"),
        ("rewrite-broader", sparse, "When may a spouse join?"),
        ("history", dense, ASKED),
        ("history", sparse, ASKED),
    ]
    assert planned.search_texts == (*WRITTEN.values(), ASKED)
    assert planned.notes == ()


def test_a_kind_that_goes_wrong_is_left_out() -> None:
    model = ModelByPrompt({**WRITTEN, "You turn": "", "You write how": "I'm sorry, I can't."})

    planned = DiverseRewrites(model, timeout_seconds=5).plan(TALK, ASKED)

    assert {leg.name for leg in planned.legs} == {"rewrite", "rewrite-broader", "history"}
    assert planned.notes == ()


def test_a_first_question_needs_no_model() -> None:
    model = ModelByPrompt(WRITTEN)

    planned = DiverseRewrites(model, timeout_seconds=5).plan(Conversation(), ASKED)

    assert planned == Rewritten.plain(ASKED)
    assert model.asked == []


def over_http(url: str) -> DiverseRewrites:
    settings = ChatModelSettings(model="stub", base_url=url, api_key="k", timeout_seconds=2)
    return DiverseRewrites(LangChainChatModel(settings), timeout_seconds=2)


def test_a_server_is_asked_for_the_four_kinds() -> None:
    with llm_stub(["How long to add a spouse?"]) as stub:
        planned = over_http(stub.url).plan(TALK, ASKED)

    assert len(stub.requests) == 4
    assert planned.search_texts == ("How long to add a spouse?", ASKED)


@pytest.mark.parametrize("mode", [Mode.ERROR, Mode.EMPTY, Mode.GARBAGE, Mode.WRONG_KEY])
def test_when_the_server_fails_the_history_searches_and_a_note_says_so(mode: Mode) -> None:
    with llm_stub(mode=mode) as stub:
        planned = over_http(stub.url).plan(TALK, ASKED)

    assert planned.legs == history_legs(TALK, ASKED)
    assert planned.legs == HistoryMix().plan(TALK, ASKED).legs
    assert planned.notes[0].startswith("The question was searched as it was asked")


def test_kinds_that_only_repeat_the_question_leave_the_search_to_what_needs_no_model() -> None:
    model = ModelByPrompt(dict.fromkeys(WRITTEN, ASKED))

    planned = DiverseRewrites(model, timeout_seconds=5, otherwise=LastTurn()).plan(TALK, ASKED)

    assert planned == LastTurn().plan(TALK, ASKED)


@pytest.mark.parametrize("kind", [StandaloneRewrite, DiverseRewrites])
def test_after_three_plans_without_a_usable_rewrite_readers_wait_for_none_for_a_while(
    kind: type[StandaloneRewrite | DiverseRewrites],
) -> None:
    now = [0.0]
    model = ModelByPrompt({"You": "I cannot help with that."})
    rewriter = kind(model, timeout_seconds=5, clock=lambda: now[0])

    tried = [rewriter.plan(TALK, ASKED).notes for _ in range(3)]
    asked = len(model.asked)
    resting = rewriter.plan(TALK, ASKED)
    now[0] = 601.0
    rewriter.plan(TALK, ASKED)

    assert all(notes for notes in tried)
    assert resting == HistoryMix().plan(TALK, ASKED)
    assert len(model.asked) == asked + asked // 3
