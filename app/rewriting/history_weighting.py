"""A small trained net that says how much each piece of a conversation counts in the dense leg.

`citewell finetune conversation` trains it; passages stay as they are embedded. It reads how near
the question is to what was said before, by the vectors that are searched with anyway, and how
likely it has left the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.conversations import (
    Conversation,
    leaning,
    meant_by,
    meant_turns,
    says_something,
    words_of,
)
from app.rewriting.legs import (
    DENSE_WEIGHT,
    HistoryMix,
    LastTurn,
    Rewritten,
    history_legs,
    history_of,
)
from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.errors import AssistantError, ConfigurationError
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import Leg, LegKind

QUESTION = "question"
PIECES = (
    QUESTION,
    "first",
    "previous",
    "answer",
    "first+question",
    "previous+question",
    "asked+question",
    "answer+question",
    "answers+question",
    "ending+question",
)
COMPARED = (
    (QUESTION, "first"),
    (QUESTION, "previous"),
    (QUESTION, "answer"),
    ("first", "previous"),
    ("first", "answer"),
    ("previous", "answer"),
)
"""What the nets read: the cosines of these pieces, 0 where one lacks."""
FEATURES = tuple(f"{one} ~ {other}" for one, other in COMPARED)
SIGNS = (*FEATURES, "closest", "leaning", "own words", "said before")
"""What tells a change of subject: the same, and words of the question."""
SHIPPED = Path(__file__).parent / "gates"
_MANY_WORDS = 10
_ANSWER, _BEGUN, _ENDING, _ANSWERS = 400, 200, 300, 3
MOST_WEIGHT = 0.9
"""Of a piece other than the question."""
_LEAST_WEIGHT = 0.01
"""A piece that weighs less is left out: it would move nothing."""


Parts = tuple[tuple[str, float], ...]
"""A leg's texts with their weights."""


@dataclass(frozen=True, slots=True, eq=False)
class HistoryWeighting:
    """The trained numbers; several nets (members), whose weights are averaged.

    Shapes: `mean` and `spread` (features), `inner` (members, features, units), `inner_bias`
    (members, units), `outer` (members, units, pieces but the question), `outer_bias` likewise,
    `change` (signs), `change_bias` ().
    """

    model: EmbedderIdentity
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    inner: NDArray[np.float32]
    inner_bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_bias: NDArray[np.float32]
    change: NDArray[np.float32]
    change_bias: NDArray[np.float32]

    def changed(self, signs: NDArray[np.float32]) -> float:
        """Return how likely a question has left the conversation's subject, 0 to 1."""
        return float(1 / (1 + np.exp(-(signs @ self.change + self.change_bias))))

    def weights(self, signs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the weight of each piece, shape (pieces): the question's is 1, and the most.

        Rerankers, the page and reports take the heaviest text for what was asked; the others
        therefore stay within +-0.9. A negative weight takes away what the history alone says.
        """
        read = (signs[: len(FEATURES)] - self.mean) / self.spread
        units = np.tanh(np.einsum("f,mfu->mu", read, self.inner) + self.inner_bias)
        each = np.tanh(np.einsum("mu,mup->mp", units, self.outer) + self.outer_bias)
        others: NDArray[np.float32] = (MOST_WEIGHT * each.mean(axis=0)).astype(np.float32)
        return np.concatenate([np.ones(1, dtype=np.float32), others])

    def fits(self, model: EmbedderIdentity) -> bool:
        """Tell whether it was trained with this model: weights of one model misguide another."""
        return self.model == model


@dataclass(frozen=True)
class WeightedHistory:
    """Mixes the history into the dense leg by trained weights; BM25 as `HistoryMix` does.

    Both as far as the question is likely to belong to the conversation at all.
    The pieces are embedded to be weighed. Give it an embedder that remembers queries, and the
    search, which embeds them again, costs nothing more.
    """

    weighting: HistoryWeighting
    embedder: Embedder

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return one dense and one BM25 leg; with no history, exactly the question's legs.

        A bare reply ("Yes"), now or in the turn before, goes to `HistoryMix`: the gate was never
        trained on one, and lost .03 of nDCG@5 on ShARC, where conversations are made of them. So
        does a question whose pieces cannot be embedded: the search itself then says why.
        """
        if not conversation.turns:
            return LastTurn().plan(conversation, question)
        meant = meant_by(question, conversation.turns[-1].answer)
        if meant != question or _ends_in_bare_reply(conversation):
            return HistoryMix().plan(conversation, question)
        texts = pieces_of(conversation, question)
        try:
            rows = self.embedder.embed_queries(list(texts.values()))
        except AssistantError:
            return HistoryMix().plan(conversation, question)
        signs = signs_of(dict(zip(texts, rows, strict=True)), conversation, question)
        weights = zip(PIECES, self.weighting.weights(signs), strict=True)
        pieces = tuple((texts[piece], float(each)) for piece, each in weights if piece in texts)
        same = 1 - self.weighting.changed(signs)
        parts = tuple(part for part in _faded(pieces, same) if abs(part[1]) >= _LEAST_WEIGHT)
        dense = Leg(LegKind.DENSE, parts, weight=DENSE_WEIGHT, name="gate")
        words = history_legs(conversation, question)[1]
        sparse = replace(words, parts=_faded(words.parts, same))
        return Rewritten(meant, (dense, sparse), (meant,), history=history_of(sparse))


def _faded(parts: Parts, share: float) -> Parts:
    """Let all but the question, which stands first, count by this share."""
    question, *history = parts
    return (question, *((text, share * weight) for text, weight in history))


def _ends_in_bare_reply(conversation: Conversation) -> bool:
    asked = [turn.question for turn in conversation.turns if turn.question]
    return meant_turns(conversation)[-1:] != asked[-1:]


def pieces_of(conversation: Conversation, question: str) -> Mapping[str, str]:
    """Return the short texts whose vectors are mixed, by name; some lack in some conversations.

    A bare reply ("Yes") counts with the agent's question that it answers.
    """
    asked = meant_turns(conversation)
    answers = [turn.answer for turn in conversation.turns if turn.answer]
    if conversation.turns:
        question = meant_by(question, conversation.turns[-1].answer)
    texts = {QUESTION: question}
    if asked:
        texts |= {
            "first": asked[0],
            "previous": asked[-1],
            "first+question": f"{asked[0]} {question}",
            "previous+question": f"{asked[-1]} {question}",
            "asked+question": " ".join((*asked, question)),
        }
    if answers:
        begun = " ".join(answer[:_BEGUN] for answer in answers[-_ANSWERS:])
        texts |= {
            "answer": answers[-1][:_ANSWER],
            "answer+question": f"{answers[-1][:_ANSWER]} {question}",
            "answers+question": f"{begun} {question}",
            "ending+question": f"{answers[-1][-_ENDING:]} {question}",
        }
    return texts


def signs_of(
    vectors: Mapping[str, FloatRows], conversation: Conversation, question: str
) -> NDArray[np.float32]:
    """Return `SIGNS` of a question, from its pieces' unit vectors and its words."""
    cosines = [
        float(vectors[one] @ vectors[other]) if one in vectors and other in vectors else 0.0
        for one, other in COMPARED
    ]
    closest = max(near for (one, _), near in zip(COMPARED, cosines, strict=True) if one == QUESTION)
    own = [word for word in words_of(question) if says_something(word)]
    said = {
        w for turn in conversation.turns for t in (turn.question, turn.answer) for w in words_of(t)
    }
    return np.array(
        [
            *cosines,
            closest,
            leaning(question),
            min(len(own), _MANY_WORDS) / _MANY_WORDS,
            sum(word in said for word in own) / len(own) if own else 0.0,
        ],
        dtype=np.float32,
    )


def write_weighting(path: Path, weighting: HistoryWeighting) -> None:
    """Write a gate as a file of named arrays."""
    model = weighting.model
    np.savez(
        path,
        model=np.array([model.name, model.revision, str(model.dimension), model.framing]),
        pieces=np.array(PIECES),
        signs=np.array(SIGNS),
        mean=weighting.mean,
        spread=weighting.spread,
        inner=weighting.inner,
        inner_bias=weighting.inner_bias,
        outer=weighting.outer,
        outer_bias=weighting.outer_bias,
        change=weighting.change,
        change_bias=weighting.change_bias,
    )


def read_weighting(path: Path) -> HistoryWeighting:
    """Read a gate.

    Raises:
        ConfigurationError: the file is missing, is none, or was made for other pieces.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        name, revision, dimension, framing = (str(each) for each in kept.pop("model"))
        shape = tuple(kept.pop("pieces")), tuple(kept.pop("signs"))
        identity = EmbedderIdentity(name, revision, int(dimension), framing)
        weighting = HistoryWeighting(identity, **kept)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{str(path)!r} cannot be read as a history gate: {error}. "
            "Train one with citewell finetune conversation."
        ) from error
    if shape != (PIECES, SIGNS):
        raise ConfigurationError(
            f"The history gate {str(path)!r} was trained by another version of Citewell. "
            "Train it again with citewell finetune conversation."
        )
    return weighting


@cache
def shipped_weightings(folder: Path = SHIPPED) -> tuple[HistoryWeighting, ...]:
    """Return the gates that come with Citewell."""
    return tuple(read_weighting(path) for path in sorted(folder.glob("*.npz")))


def weighting_for(model: EmbedderIdentity) -> HistoryWeighting | None:
    """Return the shipped gate that was trained with this model, if there is one."""
    return next((weighting for weighting in shipped_weightings() if weighting.fits(model)), None)
