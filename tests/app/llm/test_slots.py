"""No more requests at a time than a server works on."""

from __future__ import annotations

import pytest

from app.llm.chat import STILL_WAITING
from app.llm.slots import Slots


def outcome(slots: Slots, where: str, seconds: float = 0.0) -> bool:
    """Take a slot, or wait in vain."""
    waiting = slots.wait(where, seconds)
    while True:
        try:
            assert next(waiting) == STILL_WAITING
        except StopIteration as ended:
            return bool(ended.value)


def test_a_server_that_does_not_say_takes_any_number() -> None:
    slots = Slots()

    assert [outcome(slots, "there") for _ in range(3)] == [True] * 3


def test_a_second_request_waits_for_the_only_slot_and_gives_up_in_the_end() -> None:
    slots = Slots()
    slots.learn("there", 1)

    assert [outcome(slots, "there") for _ in range(2)] == [True, False]
    assert outcome(slots, "elsewhere")


def test_a_slot_is_free_again_when_its_request_ends_and_when_it_fails() -> None:
    slots = Slots()
    slots.learn("there", 1)

    assert outcome(slots, "there")
    with slots.released("there"):
        pass
    assert outcome(slots, "there")
    with pytest.raises(ValueError, match="broken"), slots.released("there"):
        raise ValueError("broken")

    assert outcome(slots, "there")
