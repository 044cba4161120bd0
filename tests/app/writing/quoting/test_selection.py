"""The likeliest window is quoted, and what else fits and is likely."""

from __future__ import annotations

import numpy as np

from app.writing.quoting.selection import select
from app.writing.quoting.windows import windows
from tests.builders import passage


def chosen(scores: dict[str, float], *texts: str) -> list[tuple[int, list[str]]]:
    found = [w for n, text in enumerate(texts, start=1) for w in windows(n, passage(text))]
    values = np.array([scores.get(window.text, -9.0) for window in found], dtype=np.float32)
    return [(q.number, [unit.text for unit in q.units]) for q in select(found, values)]


def test_the_likeliest_windows_passage_comes_first() -> None:
    assert chosen({"B is due.": 2.0, "A is due.": 1.9}, "A is due.", "B is due.") == [
        (2, ["B is due."]),
        (1, ["A is due."]),
    ]


def test_an_unlikely_passage_is_not_quoted() -> None:
    assert chosen({"B is due.": 2.0, "A is due.": -2.0}, "A is due.", "B is due.") == [
        (2, ["B is due."])
    ]


def test_what_another_passage_says_in_the_same_words_is_said_once() -> None:
    scores = {"A is due.": 2.0}

    assert chosen(scores, "A is due.", "A is due.") == [(1, ["A is due."])]


def test_within_a_passage_the_order_is_the_readers() -> None:
    scores = {"C is due.": 2.0, "A is due.": 1.9}

    assert chosen(scores, "A is due. B is paid. C is due.") == [(1, ["A is due.", "C is due."])]


def test_nothing_is_added_beyond_sixty_words() -> None:
    long = " ".join(["word"] * 59)
    scores = {f"A {long}.": 2.0, "B is due.": 2.0}

    assert chosen(scores, f"A {long}.\n\n# Rules\n\nB is due.") == [(1, [f"A {long}."])]
