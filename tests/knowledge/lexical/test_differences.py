from __future__ import annotations

from knowledge.lexical.differences import SentenceChange, changes_between
from tests.builders import passages


def test_equal_texts_differ_in_nothing_however_they_are_cut() -> None:
    old = passages("fees", ["Copays are $20. Pay in time.", "Appeals take a month."])
    new = passages("fees", ["Copays are $20.", "Pay in time. Appeals take a month."])

    assert changes_between(old, new) == []


def test_a_changed_sentence_shows_its_figures() -> None:
    old = passages("fees", ["Stays. The copay is $20 until 2026-12-31. Ends."])
    new = passages("fees", ["Stays. The copay is $25 until 2026-12-31. Ends."])

    (change,) = changes_between(old, new)

    assert change == SentenceChange(
        "Guide",
        ("The copay is $20 until 2026-12-31.",),
        ("The copay is $25 until 2026-12-31.",),
    )
    assert (change.figures_before, change.figures_after) == (("$20",), ("$25",))


def test_what_was_put_in_and_taken_out_stands_alone() -> None:
    old = passages("fees", ["First. Second. Third."])
    new = passages("fees", ["First. Third. Fourth."])

    changes = changes_between(old, new)

    assert [(c.before, c.after) for c in changes] == [(("Second.",), ()), ((), ("Fourth.",))]
