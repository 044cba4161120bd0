from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.care.byte_search import SHORTEST, BytePatterns


@given(
    data=st.binary(max_size=400),
    places=st.lists(st.tuples(st.integers(0, 400), st.integers(SHORTEST, 60)), max_size=6),
    strange=st.lists(st.binary(min_size=SHORTEST, max_size=40), max_size=4),
)
def test_exactly_those_that_the_data_hold_are_found(
    data: bytes, places: list[tuple[int, int]], strange: list[bytes]
) -> None:
    cut = [data[start : start + length] for start, length in places]
    patterns = {each for each in (*cut, *strange) if len(each) >= SHORTEST}

    assert BytePatterns(patterns).found_in(data) == {each for each in patterns if each in data}


def test_thousands_are_looked_for_at_once() -> None:
    generator = random.Random(7)
    data = generator.randbytes(200_000)
    held = {data[start : start + 24] for start in generator.sample(range(199_000), 3_000)}
    others = {generator.randbytes(24) for _ in range(3_000)}

    assert BytePatterns(held | others).found_in(data) == held


def test_a_string_that_begins_like_most_of_the_data_is_known_by_another_part() -> None:
    vector = bytes(400) + b"\x00\x00\x80?" + bytes(200)
    data = bytes(3_000_000)

    sought = BytePatterns([vector])

    assert sought.found_in(data) == set()
    assert sought.found_in(data[:50_001] + vector + data) == {vector}
    assert sought.found_in(vector[4:]) == set()


def test_a_string_too_short_to_be_looked_up_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than 16 bytes"):
        BytePatterns([b"short"])
