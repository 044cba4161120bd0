from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from evals.answers.measures import embedding_recall, longest_common, overlap
from knowledge.domain.passages import FloatRows

ALIKE = {"You have 60 days.": 0, "Sixty days are given.": 0, "Send the form.": 1}


def embed(texts: Sequence[str]) -> FloatRows:
    """Give sentences of one meaning one direction, and all others a third."""
    return np.eye(3, dtype=np.float32)[[ALIKE.get(text, 2) for text in texts]]


@pytest.mark.parametrize(
    ("one", "other", "length"), [("a b c d", "b x d", 2), ("a b", "b a", 1), ("", "a", 0)]
)
def test_the_longest_common_subsequence_keeps_the_order(one: str, other: str, length: int) -> None:
    assert longest_common(one.split(), other.split()) == length


@pytest.mark.parametrize(
    ("said", "recall"),
    [
        ("Sixty days are given.", 0.5),
        ("Send the form. Sixty days are given. Parking is free.", 1.0),
        ("Parking is free.", 0.0),
        ("", 0.0),
    ],
)
def test_embedding_recall_asks_of_each_sentence_of_the_reference_whether_it_was_said(
    said: str, recall: float
) -> None:
    assert embedding_recall(said, "You have 60 days. Send the form.", embed) == recall


def test_other_words_of_one_meaning_are_recalled_though_no_word_is_shared() -> None:
    found = overlap("Sixty days are given.", "Send the form. You have 60 days.", embed)

    assert found["embedding recall"] == 0.5
    assert found["ROUGE-L"] < 0.25
