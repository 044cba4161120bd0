"""What is done with an answer and its passages, on texts that a model or a document may hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.figures import missing_figures
from app.grounding.support import check_sentences
from app.rendering.markdown import answer_html
from app.rendering.passages import passage_html
from app.writing.quoting.windows import windows
from tests.builders import passage
from tests.patterns.aside import Aside
from tests.patterns.growth import MOST_GROWTH, careful_growth

REPEATED = ["-", "*", "!", " ", "\n", "dr. ", "| a | b |\n", "AB-12 ", "\u4e00\u3002", "'s\n"]
SMALL = 800


def _checked(text: str) -> object:
    return check_sentences(f"{text} [1]", (passage(text),))


def _drawn(text: str) -> object:
    return answer_html(text, (Sentence(text, (1,), Support.WEAK),)), passage_html(text, (text[5:],))


def _quoted(text: str) -> object:
    return windows(1, passage(text))


@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("work", [_checked, _drawn, _quoted])
def test_the_work_on_hostile_text_grows_with_it(
    work: Callable[[str], object], repeated: str, aside: Aside
) -> None:
    assert aside.call(_growth, work, repeated) < MOST_GROWTH


def _growth(work: Callable[[str], object], repeated: str) -> float:
    return careful_growth(work, lambda size: repeated * (size // len(repeated)) + "x", size=SMALL)


def test_a_number_of_thousands_of_digits_and_a_raised_one_are_only_figures() -> None:
    assert missing_figures(f"5\u00b2 and {'1' * 5_000}", "10\u00b2 m") == ("1" * 5_000, "5\u00b2")


def test_a_marker_of_thousands_of_digits_is_shown_as_it_is_written() -> None:
    text = f"[{'1' * 5_000}]"

    assert text in answer_html(text)
