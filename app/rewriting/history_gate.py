"""A small trained net that says how much each piece of a conversation counts in the dense leg.

`citewell finetune conversation` trains it; passages stay as they are embedded. It reads the words
of question and history only, so that it takes microseconds and no vector is needed to plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.conversations import Conversation
from app.rewriting.bare_replies import meant_by, meant_turns
from app.rewriting.leaning import leaning, says_something, words_of
from app.rewriting.legs import DENSE_WEIGHT, HistoryMix, LastTurn, Rewritten, history_legs
from knowledge.embedding import EmbedderIdentity
from knowledge.errors import ConfigurationError
from knowledge.queries import Leg, LegKind

PIECES = (
    "question",
    "first",
    "previous",
    "answer",
    "first+question",
    "previous+question",
    "asked+question",
    "answer+question",
    "answers+question",
    "ending+question",
    "exchange+question",
)
FEATURES = ("leaning", "own words", "words", "turns", "said before", "answer length")
SHIPPED = Path(__file__).parent / "gates"
_ANSWER, _BEGUN, _ENDING, _ANSWERS = 400, 200, 300, 3
MOST_WEIGHT = 0.9
"""Of a piece other than the question."""
_LEAST_WEIGHT = 0.01
"""A piece that weighs less is not embedded: it would cost time and move nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class HistoryGate:
    """The trained numbers; several nets (members), whose weights are averaged.

    Shapes: `mean` and `spread` (features), `inner` (members, features, units), `inner_bias`
    (members, units), `outer` (members, units, pieces but the question), `outer_bias` likewise.
    """

    model: EmbedderIdentity
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    inner: NDArray[np.float32]
    inner_bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_bias: NDArray[np.float32]

    def weights(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the weight of each piece, shape (pieces): the question's is 1, and the most.

        Rerankers, the page and reports take the heaviest text for what was asked; the others
        therefore stay within +-0.9. A negative weight takes away what the history alone says.
        """
        read = (features - self.mean) / self.spread
        units = np.tanh(np.einsum("f,mfu->mu", read, self.inner) + self.inner_bias)
        each = np.tanh(np.einsum("mu,mup->mp", units, self.outer) + self.outer_bias)
        others: NDArray[np.float32] = (MOST_WEIGHT * each.mean(axis=0)).astype(np.float32)
        return np.concatenate([np.ones(1, dtype=np.float32), others])

    def fits(self, model: EmbedderIdentity) -> bool:
        """Tell whether it was trained with this model: weights of one model misguide another."""
        return self.model == model


@dataclass(frozen=True)
class GatedHistory:
    """Mixes the history into the dense leg by trained weights; BM25 as `HistoryMix` does."""

    gate: HistoryGate

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return one dense and one BM25 leg; with no history, exactly the question's legs.

        A bare reply ("Yes"), now or in the turn before, goes to `HistoryMix`: the gate was never
        trained on one, and lost .03 of nDCG@5 on ShARC, where conversations are made of them.
        """
        if not conversation.turns:
            return LastTurn().plan(conversation, question)
        meant = meant_by(question, conversation.turns[-1].answer)
        if meant != question or _ends_in_bare_reply(conversation):
            return HistoryMix().plan(conversation, question)
        texts = pieces_of(conversation, question)
        weights = self.gate.weights(features_of(conversation, question))
        weighed = zip(PIECES, weights, strict=True)
        parts = tuple(
            (texts[piece], float(weight))
            for piece, weight in weighed
            if piece in texts and abs(weight) >= _LEAST_WEIGHT
        )
        dense = Leg(LegKind.DENSE, parts or ((meant, 1.0),), weight=DENSE_WEIGHT, name="gate")
        return Rewritten((dense, history_legs(conversation, question)[1]), (meant,))


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
    texts = {"question": question}
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
    if asked and answers:
        texts["exchange+question"] = f"{asked[-1]} {answers[-1][:_BEGUN]} {question}"
    return texts


def features_of(conversation: Conversation, question: str) -> NDArray[np.float32]:
    """Return what the gate reads, in the order of `FEATURES`, each between 0 and 1."""
    words = words_of(question)
    own = [word for word in words if says_something(word)]
    said = {
        w for turn in conversation.turns for t in (turn.question, turn.answer) for w in words_of(t)
    }
    last = conversation.turns[-1].answer if conversation.turns else ""
    return np.array(
        [
            leaning(question),
            min(len(own), 10) / 10,
            min(len(words), 20) / 20,
            min(len(conversation.turns), 8) / 8,
            sum(word in said for word in own) / len(own) if own else 0.0,
            min(len(last), _ANSWER) / _ANSWER,
        ],
        dtype=np.float32,
    )


def write_gate(path: Path, gate: HistoryGate) -> None:
    """Write a gate as a file of named arrays."""
    model = gate.model
    np.savez(
        path,
        model=np.array([model.name, model.revision, str(model.dimension), model.framing]),
        pieces=np.array(PIECES),
        features=np.array(FEATURES),
        mean=gate.mean,
        spread=gate.spread,
        inner=gate.inner,
        inner_bias=gate.inner_bias,
        outer=gate.outer,
        outer_bias=gate.outer_bias,
    )


def read_gate(path: Path) -> HistoryGate:
    """Read a gate.

    Raises:
        ConfigurationError: the file is missing, is none, or was made for other pieces.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        name, revision, dimension, framing = (str(each) for each in kept.pop("model"))
        shape = tuple(kept.pop("pieces")), tuple(kept.pop("features"))
        identity = EmbedderIdentity(name, revision, int(dimension), framing)
        gate = HistoryGate(identity, **kept)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{str(path)!r} cannot be read as a history gate: {error}. "
            "Train one with citewell finetune conversation."
        ) from error
    if shape != (PIECES, FEATURES):
        raise ConfigurationError(
            f"The history gate {str(path)!r} was trained by another version of Citewell. "
            "Train it again with citewell finetune conversation."
        )
    return gate


@cache
def shipped_gates(folder: Path = SHIPPED) -> tuple[HistoryGate, ...]:
    """Return the gates that come with Citewell."""
    return tuple(read_gate(path) for path in sorted(folder.glob("*.npz")))


def gate_for(model: EmbedderIdentity) -> HistoryGate | None:
    """Return the shipped gate that was trained with this model, if there is one."""
    return next((gate for gate in shipped_gates() if gate.fits(model)), None)
