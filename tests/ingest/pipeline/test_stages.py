from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ingest.pipeline.stages import BackgroundWriter, Prefetcher


def test_items_come_in_order() -> None:
    with Prefetcher(iter(range(100)), weight=lambda _: 1, most=7) as prefetched:
        assert list(prefetched) == list(range(100))


def test_no_more_is_read_ahead_than_allowed() -> None:
    made: list[int] = []
    third = threading.Event()

    def items() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            if number == 3:
                third.set()
            yield number

    with Prefetcher(items(), weight=lambda _: 1, most=3) as prefetched:
        assert third.wait(30)
        # Three wait and the fourth is in the reader's hand.
        assert made == [0, 1, 2, 3]
        assert next(iter(prefetched)) == 0


def test_what_goes_wrong_while_reading_is_raised_after_what_was_read() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    taken: list[int] = []
    with (
        Prefetcher(items(), weight=lambda _: 1, most=9) as prefetched,
        pytest.raises(KeyboardInterrupt),
    ):
        taken.extend(prefetched)

    assert taken == [1]


def test_leaving_stops_the_reading() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    with Prefetcher(items(), weight=lambda _: 1, most=2):
        pass

    assert len(made) < 10


def test_works_are_done_one_after_the_other() -> None:
    done: list[int] = []

    with BackgroundWriter() as behind:
        behind.do(lambda: done.append(1))
        behind.do(lambda: done.append(2))
        behind.wait()

    assert done == [1, 2]


def test_what_goes_wrong_while_writing_is_raised_by_the_next_call() -> None:
    def fail() -> None:
        raise OSError("full")

    with BackgroundWriter() as behind:
        behind.do(fail)

        with pytest.raises(OSError, match="full"):
            behind.wait()
