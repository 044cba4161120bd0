"""Which of a model's text is its answer."""

from __future__ import annotations

from app.writing.cleaning.turns import Signal, Turns, without_thoughts


def read(*pieces: str, unopened: bool = False) -> tuple[str, set[Signal]]:
    turns = Turns(unopened=unopened)
    out = [each for piece in pieces for each in turns.feed(piece)] + turns.flush()
    return (
        "".join(each for each in out if isinstance(each, str)),
        {each for each in out if isinstance(each, Signal)},
    )


def test_thoughts_are_no_part_of_the_answer_wherever_they_are_cut() -> None:
    assert read("<thi", "nk>Let me see.</th", "ink>25 days.")[0].strip() == "25 days."


def test_a_thought_that_was_never_begun_takes_back_what_was_shown() -> None:
    shown, signals = read("Let me see.</think>25 days.")

    assert Signal.BEGUN_ANEW in signals
    assert shown.endswith("25 days.")


def test_of_a_model_that_thinks_unopened_nothing_is_shown_before_its_answer() -> None:
    turns = Turns(unopened=True)

    assert "".join(map(str, turns.feed("Let me see."))) == ""


def test_what_follows_the_end_of_a_turn_is_not_its_answer() -> None:
    turns = Turns()
    turns.feed("25 days.<|im_end|>")

    assert turns.done


def test_a_whole_text_is_freed_of_thoughts() -> None:
    assert without_thoughts("<think>Hm.</think>25 days.").strip() == "25 days."
