"""Rewriting by a language model in several different kinds at once, fused with the history.

Different kinds of reformulation over one retriever won SemEval-2026's task 8 (arXiv 2603.10524).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic

from app.conversations import Conversation
from app.rewriting.accepting import adds_nothing, check_question, check_related
from app.rewriting.legs import HistoryMix, Rewriter, Rewritten, history_legs, plain_legs
from app.rewriting.standalone import FAILED, write_rewrite
from app.writing.chatting import ChatModel
from app.writing.prompt_files import prompt
from knowledge.errors import GenerationFailed
from knowledge.queries import Leg, LegKind

_HISTORY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of reformulation: its prompt, how much it counts, and which vectors it suits.

    `is_question` where it is to ask the same, so that it must have the question's own words.
    """

    prompt: str
    weight: float
    searches: frozenset[LegKind]
    is_question: bool = False

    def legs(self, text: str) -> tuple[Leg, ...]:
        """Return the legs of one reformulation."""
        legs = plain_legs(text, weight=self.weight, name=self.prompt)
        return tuple(leg for leg in legs if leg.kind in self.searches)


_BOTH = frozenset(LegKind)
# Bare key words say nothing to a model of sentences; an imagined answer brings words that the
# question does not have, most of which BM25 would take for what is asked.
KINDS = (
    Kind("rewrite", 1.0, _BOTH, is_question=True),
    Kind("rewrite-keywords", 0.5, frozenset({LegKind.SPARSE})),
    Kind("rewrite-answer", 0.5, frozenset({LegKind.DENSE})),
    Kind("rewrite-broader", 0.3, _BOTH),
)


class DiverseRewrites:
    """Searches four kinds of reformulation beside the history mix, which weighs half.

    The kinds are asked for at the same time, so that they take as long as the slowest one. A kind
    that fails, or adds nothing, is left out; when all do, what searches without a model does
    (`otherwise`), and a note says what failed.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        timeout_seconds: float,
        otherwise: Rewriter | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._otherwise = otherwise or HistoryMix()
        self._clock = clock

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the legs of all kinds and of the history; the question's own for a first turn."""
        if not conversation.turns:
            return Rewritten(plain_legs(question), (question,))
        with ThreadPoolExecutor(len(KINDS)) as pool:
            asked = [pool.submit(self._written, kind, conversation, question) for kind in KINDS]
            written = [each.result() for each in asked]
        good = [(kind, text) for kind, text in zip(KINDS, written, strict=True) if text[0]]
        if not good:
            planned = self._otherwise.plan(conversation, question)
            why = next((why for _, why in written if why), "")
            return replace(planned, notes=(FAILED.format(why=why),)) if why else planned
        legs = tuple(leg for kind, (text, _) in good for leg in kind.legs(text))
        texts = (*(text for _, (text, _) in good), question)
        history = history_legs(conversation, question, weight=_HISTORY_SHARE)
        return Rewritten((*legs, *history), tuple(dict.fromkeys(texts)))

    def _written(self, kind: Kind, conversation: Conversation, question: str) -> tuple[str, str]:
        """Return the reformulation, or nothing and why; no reason where it only adds nothing."""
        try:
            text = write_rewrite(
                self._model,
                prompt(kind.prompt),
                conversation,
                question,
                timeout_seconds=self._timeout_seconds,
                clock=self._clock,
            )
            check = check_question if kind.is_question else check_related
            check(text, conversation, question)
        except GenerationFailed as error:
            return "", str(error)
        return ("" if adds_nothing(text, conversation, question) else text), ""
