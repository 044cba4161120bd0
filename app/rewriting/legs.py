"""From a question in its conversation to the legs that are searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from app.domain.conversations import Conversation, leaning, meant_by, meant_turns
from app.identifiers.finding import values_in, without_identifiers
from app.identifiers.masking import Mask
from knowledge.domain.queries import Filters, Fusion, Leg, LegKind, Query


@dataclass(frozen=True, slots=True)
class HistoryWeights:
    """How much of the history counts, beside the question's 1.

    The first five are weights of vectors (the first question; the last question, all questions, the
    last answer and the beginnings of the last three answers, each with the question). They are
    multiplied by `least_mixed` for a question that stands alone, up to `most_mixed` for one that
    leans wholly; a user turn's BM25 terms by `decay` to the power of its age and by `least_faded`
    up to `most_faded`.
    """

    first: float = 0.15
    last_asked: float = 0.1
    all_asked: float = 0.1
    last_answer: float = 0.3
    answers: float = 0.2
    least_mixed: float = 0.5
    most_mixed: float = 1.6
    decay: float = 0.4
    least_faded: float = 0.5
    most_faded: float = 1.5


MEASURED = HistoryWeights()
"""The best of a random search: see `app.rewriting.legs.HistoryMix`."""


# What of a conversation is searched, weighed and embedded: all but who is asking.


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """A question in its conversation without identifiers, beside the conversation as `spoken`."""

    spoken: Conversation
    conversation: Conversation
    question: str


def searched_words(
    conversation: Conversation,
    question: str,
    held: Callable[[Sequence[str]], Collection[str]] = lambda _values: (),
) -> SearchedWords:
    """Return what is searched for.

    `held` tells which of the identifiers stand in documents that the asker may read: a number
    that a document gives (a hotline, a policy's own) is looked for.
    """
    values = dict.fromkeys(
        value
        for said in (question, *(turn.question for turn in conversation.turns))
        for value in values_in(said)
    )
    if not values:
        return SearchedWords(conversation, conversation, question)
    left = held(list(values))
    hidden = [value for value in values if value not in left]
    turns = tuple(
        replace(turn, question=_without(turn.question, left), answer=_unsaid(turn.answer, hidden))
        for turn in conversation.turns
    )
    return SearchedWords(conversation, Conversation(turns), _without(question, left))


def _without(question: str, left: Collection[str]) -> str:
    """Return a question without identifiers; one that says nothing else, with stand-ins."""
    return without_identifiers(question, but=left) or Mask().hide(question)


def _unsaid(answer: str, hidden: Sequence[str]) -> str:
    """Return an answer without what its question told of the asker."""
    for value in hidden:
        answer = answer.replace(value, "")
    return answer


# From a question in its conversation to the legs that are searched.


DENSE_WEIGHT = 0.7
SPARSE_WEIGHT = 0.3
EDITED = "edited"
"""The name of legs whose texts the reader wrote."""
ANSWER_CHARACTERS = 400
_BEGUN_CHARACTERS = 200
_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a search asks and its legs, the texts to show, and what went other than planned.

    `question` and `history` are those of the `Query`, `search_texts` shown as "searched for".
    """

    question: str
    legs: tuple[Leg, ...]
    search_texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    history: float = 0.0

    @classmethod
    def plain(cls, question: str) -> Self:
        """Return the search for a question without any history."""
        return cls(question, plain_legs(question), (question,))

    def query(
        self, filters: Filters, *, fusion: Fusion = Fusion.SCORES, as_written: bool = False
    ) -> Query:
        """Return the search among what the filters let through."""
        return Query(self.question, self.legs, filters, self.history, fusion, as_written)


class Rewriter(Protocol):
    """Plans the search for a question."""

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return what to search; never fails, a trouble becomes a note."""
        ...


def plain_legs(text: str, *, weight: float = 1.0, name: str = "question") -> tuple[Leg, Leg]:
    """Return the dense and the BM25 leg of one text: the search without any history."""
    return (
        Leg(LegKind.DENSE, ((text, 1.0),), weight=DENSE_WEIGHT * weight, name=name),
        Leg(LegKind.SPARSE, ((text, 1.0),), weight=SPARSE_WEIGHT * weight, name=name),
    )


class LastTurn:
    """Searches the question alone: for use without conversations."""

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the question's two legs; the conversation is not looked at."""
        return Rewritten.plain(question)


class JoinedMessages:
    """The usual recipe, kept as the baseline: the last three messages and the question, joined.

    Measured on MTRAG with MiniLM it loses two fifths of the last turn's nDCG@5: one long text
    drowns the question.
    """

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the two legs of the joined text."""
        messages = [m for turn in conversation.turns for m in (turn.question, turn.answer) if m]
        joined = " ".join((*messages[-3:], question))
        return Rewritten(joined, plain_legs(joined, name="joined"), (joined,))


@dataclass(frozen=True, slots=True)
class HistoryMix:
    """Mixes the history into the vectors, not into the text; needs no language model.

    The dense leg is the sum of the question's vector and of short texts that carry history; the
    BM25 leg weights each user turn's terms by 0.4 to the power of its age. Both count the more, the
    more the question leans on the conversation. A bare reply counts with the agent's question that
    it answers. The weights come from a random search of 794 settings over two domains of MTRAG,
    ShARC and INSCIT, a flat optimum: cross-validation over others gains nothing that shows
    (`docs/research/retrieval.md`).
    """

    weights: HistoryWeights = MEASURED

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return one dense and one BM25 leg; with no history, exactly the question's legs."""
        if not conversation.turns:
            return Rewritten.plain(question)
        meant = meant_by(question, conversation.turns[-1].answer)
        legs = history_legs(conversation, question, weights=self.weights)
        return Rewritten(meant, legs, (meant,), history=history_of(legs[1]))


def history_legs(
    conversation: Conversation,
    question: str,
    *,
    weight: float = 1.0,
    weights: HistoryWeights = MEASURED,
) -> tuple[Leg, Leg]:
    """Return the dense mix and the decayed BM25 leg of a follow-up question."""
    asked = meant_turns(conversation)
    needed = leaning(question)
    question = meant_by(question, conversation.turns[-1].answer)
    mixed = weights.least_mixed + (weights.most_mixed - weights.least_mixed) * needed
    texts = _history_texts(conversation, question, weights)
    dense = ((question, 1.0), *((text, each * mixed) for text, each in texts))
    faded = weights.least_faded + (weights.most_faded - weights.least_faded) * needed
    aged = tuple(
        (text, faded * weights.decay**age) for age, text in enumerate(reversed(asked), start=1)
    )
    sparse = ((question, 1.0), *aged)
    return (
        Leg(LegKind.DENSE, dense, weight=DENSE_WEIGHT * weight, name="history"),
        Leg(LegKind.SPARSE, sparse, weight=SPARSE_WEIGHT * weight, name="history"),
    )


def history_of(words: Leg) -> float:
    """Return how much history weighs in a BM25 leg beside the question, which stands first."""
    return sum(weight for _, weight in words.parts[1:])


def _history_texts(
    conversation: Conversation, question: str, weights: HistoryWeights
) -> list[tuple[str, float]]:
    """Return the texts that carry the history, each short and with the question, by weight."""
    asked = meant_turns(conversation)
    answers = [turn.answer for turn in conversation.turns if turn.answer]
    texts: list[tuple[str, float]] = []
    if asked:
        texts += [
            (asked[0], weights.first),
            (f"{asked[-1]} {question}", weights.last_asked),
            (" ".join((*asked, question)), weights.all_asked),
        ]
    if answers:
        begun = " ".join(answer[:_BEGUN_CHARACTERS] for answer in answers[-_ANSWERS:])
        texts += [
            (f"{answers[-1][:ANSWER_CHARACTERS]} {question}", weights.last_answer),
            (f"{begun} {question}", weights.answers),
        ]
    return texts


def edited_legs(texts: tuple[str, ...]) -> tuple[Leg, ...]:
    """Return the legs of search texts that the reader wrote, each counting the same."""
    return tuple(leg for text in texts for leg in plain_legs(text, name=EDITED))
