from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.domain.conversations import Conversation
from app.pipeline.building import rewriter
from app.rewriting.history_weighting import (
    COMPARED,
    FEATURES,
    MOST_WEIGHT,
    PIECES,
    SIGNS,
    HistoryWeighting,
    WeightedHistory,
    pieces_of,
    read_weighting,
    signs_of,
    weighting_for,
    write_weighting,
)
from app.rewriting.legs import HistoryMix, LastTurn
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import LegKind
from tests.fakes import HashingEmbedder
from tests.flat_settings import changed, settings_with
from tests.opening import open_embedder

EMBEDDER = HashingEmbedder()
MODEL = EMBEDDER.identity
TALK = Conversation().with_turn("What does the gold plan cost?", "It costs 40 dollars a month.")
ASKED = "And for my spouse?"
NEVER = -60.0
QUOTING = settings_with(llm_model="", rewriting="")


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return open_embedder(settings_with(embedding_model="minilm"))


class Unreachable(HashingEmbedder):
    """An embedder whose server is down."""

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        raise ModelUnavailable(f"No answer about {len(texts)} texts.")


def weighting_that(
    *,
    previous: float = 0.0,
    answer_question: float = 0.0,
    nearness: float = 0.0,
    changed: float = NEVER,
) -> HistoryWeighting:
    """Return a gate of one net: its weights are the biases, and `nearness` to the first question.

    The nearer the question is to the first one, the more "first" counts. Every question has
    `changed` the subject with those log odds.
    """
    reads = np.zeros((1, len(FEATURES), 2), dtype=np.float32)
    reads[0, COMPARED.index(("question", "first")), 0] = nearness
    counts = np.zeros((1, 2, len(PIECES) - 1), dtype=np.float32)
    counts[0, 0, PIECES.index("first") - 1] = 1.0
    biases = dict.fromkeys(PIECES[1:], 0.0)
    biases |= {"previous": previous, "answer+question": answer_question}
    return HistoryWeighting(
        model=MODEL,
        mean=np.zeros(len(FEATURES), dtype=np.float32),
        spread=np.ones(len(FEATURES), dtype=np.float32),
        inner=reads,
        inner_bias=np.zeros((1, 2), dtype=np.float32),
        outer=counts,
        outer_bias=np.array([list(biases.values())], dtype=np.float32),
        change=np.zeros(len(SIGNS), dtype=np.float32),
        change_bias=np.array(changed, dtype=np.float32),
    )


def test_with_no_history_the_gate_plans_exactly_as_the_question_alone() -> None:
    weighted = WeightedHistory(weighting_that(previous=1.0), EMBEDDER)

    assert weighted.plan(Conversation(), ASKED) == LastTurn().plan(Conversation(), ASKED)


def test_pieces_are_weighed_and_those_of_no_weight_are_left_out() -> None:
    weighted = WeightedHistory(weighting_that(previous=-0.5, answer_question=0.5), EMBEDDER)

    dense, _ = weighted.plan(TALK, ASKED).legs

    weight = float(np.float32(MOST_WEIGHT * np.tanh(np.float32(0.5))))
    assert dense.kind is LegKind.DENSE
    assert [text for text, _ in dense.parts] == [
        ASKED,
        "What does the gold plan cost?",
        f"It costs 40 dollars a month. {ASKED}",
    ]
    assert [each for _, each in dense.parts] == pytest.approx([1.0, -weight, weight])


def test_no_piece_outweighs_the_question() -> None:
    weighting = weighting_that(previous=50.0, answer_question=-50.0)

    weights = weighting.weights(signs_of({}, TALK, ASKED))

    assert weights[0] == 1.0
    assert np.abs(weights[1:]).max() == pytest.approx(MOST_WEIGHT)


def test_the_terms_of_the_bm25_leg_are_those_of_the_untrained_mix() -> None:
    weighted = WeightedHistory(weighting_that(previous=0.5), EMBEDDER)

    assert weighted.plan(TALK, ASKED).legs[1] == HistoryMix().plan(TALK, ASKED).legs[1]


def test_a_bare_reply_is_searched_by_the_untrained_mix() -> None:
    talk = Conversation().with_turn("Can I join?", "Are you a resident?")
    weighted = WeightedHistory(weighting_that(previous=0.5), EMBEDDER)

    after = talk.with_turn("Yes", "")
    assert weighted.plan(talk, "Yes") == HistoryMix().plan(talk, "Yes")
    assert weighted.plan(after, ASKED) == HistoryMix().plan(after, ASKED)


def test_a_question_whose_pieces_cannot_be_embedded_is_searched_by_the_untrained_mix() -> None:
    weighted = WeightedHistory(weighting_that(previous=0.5), Unreachable())

    assert weighted.plan(TALK, ASKED) == HistoryMix().plan(TALK, ASKED)


def test_a_question_near_the_first_one_is_weighed_otherwise_than_one_far_from_it() -> None:
    weighted = WeightedHistory(weighting_that(nearness=1.0), EMBEDDER)

    near, _ = weighted.plan(TALK, "What does the gold plan cost me?").legs
    far, _ = weighted.plan(TALK, "Who signs appeals?").legs

    first = "What does the gold plan cost?"
    assert dict(near.parts)[first] > 0.5
    assert dict(far.parts).get(first, 0.0) < 0.2


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


def test_signs_are_cosines_0_where_a_piece_lacks_and_words() -> None:
    up, right = np.eye(2, dtype=np.float32)
    pieces = {"question": up, "first": up, "previous": right}

    signs = signs_of(pieces, TALK, "Does the gold plan pay for acupuncture?")

    found = dict(zip(SIGNS, signs.tolist(), strict=True))
    assert {name: round(value, 3) for name, value in found.items()} == {
        "question ~ first": 1.0,
        "question ~ previous": 0.0,
        "question ~ answer": 0.0,
        "first ~ previous": 0.0,
        "first ~ answer": 0.0,
        "previous ~ answer": 0.0,
        "closest": 1.0,
        "leaning": 0.0,
        "own words": 0.4,
        "said before": 0.5,
    }


def test_a_question_that_has_left_the_subject_is_searched_alone() -> None:
    weighted = WeightedHistory(
        weighting_that(previous=0.5, answer_question=0.5, changed=9.0), EMBEDDER
    )

    dense, sparse = weighted.plan(TALK, ASKED).legs

    assert dense.parts == ((ASKED, 1.0),)
    assert sparse.parts[0] == (ASKED, 1.0)
    assert max(abs(weight) for _, weight in sparse.parts[1:]) < 0.001


def test_history_counts_as_far_as_the_subject_is_likely_the_same() -> None:
    sure = WeightedHistory(weighting_that(previous=0.5), EMBEDDER).plan(TALK, ASKED).legs
    even = (
        WeightedHistory(weighting_that(previous=0.5, changed=0.0), EMBEDDER).plan(TALK, ASKED).legs
    )

    for whole, half in zip(sure, even, strict=True):
        assert half.parts[0] == whole.parts[0]
        assert half.parts[1][1] == pytest.approx(whole.parts[1][1] / 2)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("who won the world cup?", True),
        ("what is the capital of france?", True),
        ("and for my husband?", False),
        ("how long does that take?", False),
        ("do i need a referral?", False),
    ],
)
def test_the_shipped_gate_knows_a_question_that_has_left_the_subject(
    minilm: Embedder, asked: str, *, left: bool
) -> None:
    talk = Conversation().with_turn(
        "can i add my spouse to my plan after the open enrollment period ended?",
        "A subscriber may add a spouse after the open enrollment period has ended, provided that "
        "the Plan receives Form HL-214 and proof of the marriage within 60 days.",
    )
    weighting = weighting_for(minilm.identity)
    assert weighting is not None
    texts = pieces_of(talk, asked)
    rows = minilm.embed_queries(list(texts.values()))

    signs = signs_of(dict(zip(texts, rows, strict=True)), talk, asked)

    assert (weighting.changed(signs) > 0.5) is left


def test_a_written_gate_weighs_as_before(tmp_path: Path) -> None:
    weighting = weighting_that(previous=0.3, answer_question=-0.2)

    write_weighting(tmp_path / "gate.npz", weighting)
    read = read_weighting(tmp_path / "gate.npz")

    signs = signs_of({"question": EMBEDDER.embed_queries([ASKED])[0]}, TALK, ASKED)
    assert read.model == MODEL
    assert np.array_equal(read.weights(signs), weighting.weights(signs))
    assert read.changed(signs) == weighting.changed(signs)


def test_a_file_that_is_no_gate_is_named(tmp_path: Path) -> None:
    (tmp_path / "gate.npz").write_text("no gate", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"gate\.npz' cannot be read as a history gate"):
        read_weighting(tmp_path / "gate.npz")


def test_a_gate_that_read_words_is_refused(tmp_path: Path) -> None:
    write_weighting(tmp_path / "new.npz", weighting_that())
    with np.load(tmp_path / "new.npz") as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    words = ("leaning", "own words", "words", "turns", "said before", "answer length")
    del kept["signs"], kept["change"], kept["change_bias"]
    np.savez(tmp_path / "old.npz", features=np.array(words), **kept)

    with pytest.raises(ConfigurationError, match="cannot be read as a history gate"):
        read_weighting(tmp_path / "old.npz")


def test_a_set_gate_of_another_model_is_refused(tmp_path: Path) -> None:
    write_weighting(tmp_path / "gate.npz", weighting_that())
    settings = changed(QUOTING, history_gate=tmp_path / "gate.npz")

    with pytest.raises(ConfigurationError, match="trained with 'hashing'"):
        rewriter(
            settings.llm,
            settings.masking,
            settings.search,
            embedder=HashingEmbedder(name="another"),
        )


def test_a_set_gate_becomes_the_way_to_search(tmp_path: Path) -> None:
    write_weighting(tmp_path / "gate.npz", weighting_that())
    settings = changed(QUOTING, history_gate=tmp_path / "gate.npz")

    assert isinstance(
        rewriter(settings.llm, settings.masking, settings.search, embedder=EMBEDDER),
        WeightedHistory,
    )
    assert isinstance(
        rewriter(settings.llm, settings.masking, settings.search, "history", embedder=EMBEDDER),
        HistoryMix,
    )


def test_a_model_without_a_gate_keeps_the_untrained_mix() -> None:
    assert weighting_for(MODEL) is None
    assert isinstance(
        rewriter(QUOTING.llm, QUOTING.masking, QUOTING.search, embedder=EMBEDDER), HistoryMix
    )


def test_asking_for_a_gate_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="citewell finetune conversation"):
        rewriter(QUOTING.llm, QUOTING.masking, QUOTING.search, "gate", embedder=EMBEDDER)
