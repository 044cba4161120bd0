"""What models put around an answer: JSON, labels, lists of sources."""

from __future__ import annotations

import pytest

from app.writing.cleaning.wrappers import References, answer_in, sources_label


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ('{"answer": "25 days [1]."}', "25 days [1]."),
        ('{"answer": "25 days', "25 days"),
    ],
)
def test_an_answer_is_taken_out_of_its_json_even_before_that_ends(
    written: str, answer: str
) -> None:
    assert answer_in(written).startswith(answer)


def test_a_line_of_sources_is_known_by_its_label() -> None:
    assert sources_label("Sources:") is True
    assert sources_label("25 days are given") is False


def test_a_list_of_sources_below_an_answer_becomes_its_markers() -> None:
    references = References()

    shown = "".join(map(references.feed, "[1] Leave\n[2] Sick leave\n")) + references.flush()

    assert shown.strip() == ""
    assert references.markers == "[1][2]"
