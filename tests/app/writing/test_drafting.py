from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.writing.drafting import MarkerRewriter, markers_in, without_markers


def rewritten(pieces: Sequence[str], passages: int = 3) -> str:
    markers = MarkerRewriter(passages)
    return "".join([*map(markers.feed, pieces), markers.flush()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Herds [3]. Again [3], then [1].", "Herds [1]. Again [1], then [2]."),
        ("Nothing [9]. Zero [0].", "Nothing. Zero."),
        ("Both [1, 2].", "Both [1][2]."),
        ("Both [2][1].", "Both [1][2]."),
        ("Known and not [2, 7].", "Known and not [1]."),
        ("Other brackets \u30102\u3011.", "Other brackets [1]."),
        ("Footnote [^2].", "Footnote [1]."),
        ("A link [1](http://evil.example) here", "A link [1] (http://evil.example) here"),
        ("Kept: [see] and [ ] and f[x]", "Kept: [see] and [ ] and f[x]"),
        ("Unfinished [", "Unfinished ["),
    ],
)
def test_markers_name_passages_that_are_there(text: str, expected: str) -> None:
    assert rewritten([text]) == expected


def test_the_order_tells_the_old_numbers() -> None:
    markers = MarkerRewriter(3)

    markers.feed("Herds [3], alone [1].")

    assert markers.order == (3, 1)


@given(
    st.lists(
        st.sampled_from(["[", "]", "1", "2", "9", ", ", " ", "a.", "(", "[2]", "[1, 3]", "\n"])
    ).map("".join)
)
def test_how_the_text_is_cut_changes_nothing(text: str) -> None:
    assert rewritten(list(text)) == rewritten([text])


def test_a_sentence_can_be_read_without_its_markers() -> None:
    assert without_markers("Herds [1][2].") == "Herds."
    assert markers_in("Herds [2][1], and [2].") == (2, 1)
