from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.building import rewriter
from app.conversations import Conversation, Turn
from app.rewriting.history_gate import (
    FEATURES,
    MOST_WEIGHT,
    PIECES,
    GatedHistory,
    HistoryGate,
    features_of,
    gate_for,
    pieces_of,
    read_gate,
    write_gate,
)
from app.rewriting.legs import HistoryMix, LastTurn
from knowledge.embedding import EmbedderIdentity
from knowledge.errors import ConfigurationError
from knowledge.queries import LegKind
from knowledge.settings import Settings

MODEL = EmbedderIdentity("made-up", "7", 8)
TALK = Conversation().with_turn("What does the gold plan cost?", "It costs 40 dollars a month.")
ASKED = "And for my spouse?"
QUOTING = Settings(_env_file=None, llm_model="", rewriting="")


def gate_that(*, previous: float = 0.0, answer_question: float = 0.0) -> HistoryGate:
    """Return a gate of one net that reads nothing: its weights are the biases."""
    biases = dict.fromkeys(PIECES[1:], 0.0)
    biases |= {"previous": previous, "answer+question": answer_question}
    return HistoryGate(
        model=MODEL,
        mean=np.zeros(len(FEATURES), dtype=np.float32),
        spread=np.ones(len(FEATURES), dtype=np.float32),
        inner=np.zeros((1, len(FEATURES), 2), dtype=np.float32),
        inner_bias=np.zeros((1, 2), dtype=np.float32),
        outer=np.zeros((1, 2, len(PIECES) - 1), dtype=np.float32),
        outer_bias=np.array([list(biases.values())], dtype=np.float32),
    )


def test_with_no_history_the_gate_plans_exactly_as_the_question_alone() -> None:
    gated = GatedHistory(gate_that(previous=1.0))

    assert gated.plan(Conversation(), ASKED) == LastTurn().plan(Conversation(), ASKED)


def test_pieces_are_weighed_and_those_of_no_weight_are_not_embedded() -> None:
    gated = GatedHistory(gate_that(previous=-0.5, answer_question=0.5))

    dense, _ = gated.plan(TALK, ASKED).legs

    weight = float(np.float32(MOST_WEIGHT * np.tanh(np.float32(0.5))))
    assert dense.kind is LegKind.DENSE
    assert [text for text, _ in dense.parts] == [
        ASKED,
        "What does the gold plan cost?",
        f"It costs 40 dollars a month. {ASKED}",
    ]
    assert [each for _, each in dense.parts] == pytest.approx([1.0, -weight, weight])


def test_no_piece_outweighs_the_question() -> None:
    gate = gate_that(previous=50.0, answer_question=-50.0)

    weights = gate.weights(features_of(TALK, ASKED))

    assert weights[0] == 1.0
    assert np.abs(weights[1:]).max() == pytest.approx(MOST_WEIGHT)


def test_the_terms_of_the_bm25_leg_are_those_of_the_untrained_mix() -> None:
    gated = GatedHistory(gate_that(previous=0.5))

    assert gated.plan(TALK, ASKED).legs[1] == HistoryMix().plan(TALK, ASKED).legs[1]


def test_a_bare_reply_is_searched_by_the_untrained_mix() -> None:
    talk = Conversation().with_turn("Can I join?", "Are you a resident?")
    gated = GatedHistory(gate_that(previous=0.5))

    after = talk.with_turn("Yes", "")
    assert gated.plan(talk, "Yes") == HistoryMix().plan(talk, "Yes")
    assert gated.plan(after, ASKED) == HistoryMix().plan(after, ASKED)


def test_a_conversation_without_an_answer_lacks_the_pieces_of_one() -> None:
    talk = Conversation().with_turn("What does the gold plan cost?", "")

    assert set(pieces_of(talk, ASKED)) == {
        "question",
        "first",
        "previous",
        "first+question",
        "previous+question",
        "asked+question",
    }


def test_features_stay_between_nothing_and_one() -> None:
    talk = Conversation((Turn("word " * 90, "answer " * 300),) * 30)

    features = features_of(talk, "word " * 90)

    assert features.shape == (len(FEATURES),)
    assert features.min() >= 0.0
    assert features.max() <= 1.0


def test_a_written_gate_weighs_as_before(tmp_path: Path) -> None:
    gate = gate_that(previous=0.3, answer_question=-0.2)

    write_gate(tmp_path / "gate.npz", gate)
    read = read_gate(tmp_path / "gate.npz")

    features = features_of(TALK, ASKED)
    assert read.model == MODEL
    assert np.array_equal(read.weights(features), gate.weights(features))


def test_a_file_that_is_no_gate_is_named(tmp_path: Path) -> None:
    (tmp_path / "gate.npz").write_text("no gate", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"gate\.npz' cannot be read as a history gate"):
        read_gate(tmp_path / "gate.npz")


def test_a_set_gate_of_another_model_is_refused(tmp_path: Path) -> None:
    write_gate(tmp_path / "gate.npz", gate_that())
    settings = QUOTING.model_copy(update={"history_gate": tmp_path / "gate.npz"})

    with pytest.raises(ConfigurationError, match="trained with 'made-up'"):
        rewriter(settings, model=EmbedderIdentity("another", "7", 8))


def test_a_set_gate_becomes_the_way_to_search(tmp_path: Path) -> None:
    write_gate(tmp_path / "gate.npz", gate_that())
    settings = QUOTING.model_copy(update={"history_gate": tmp_path / "gate.npz"})

    assert isinstance(rewriter(settings, model=MODEL), GatedHistory)
    assert isinstance(rewriter(settings, "history", model=MODEL), HistoryMix)


def test_a_model_without_a_gate_keeps_the_untrained_mix() -> None:
    assert gate_for(MODEL) is None
    assert isinstance(rewriter(QUOTING, model=MODEL), HistoryMix)


def test_asking_for_a_gate_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="citewell finetune conversation"):
        rewriter(QUOTING, "gate", model=MODEL)
