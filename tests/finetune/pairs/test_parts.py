"""Pairs in parts; no document is in two."""

from __future__ import annotations

from finetune.pairs.pair import (
    of_part,
)
from finetune.pairs.parts import Shares, parted
from tests.finetune.tiny import pair

HALF = Shares(dev=0.1, test=0.4)


def test_no_document_is_in_two_parts() -> None:
    pairs = [pair(number, document=f"d{number % 30}") for number in range(120)]

    found = parted(pairs, HALF)

    parts = {name: {p.document for p in of_part(found, name)} for name in ("train", "dev", "test")}
    assert all(parts.values())
    assert sum(len(documents) for documents in parts.values()) == 30


def test_documents_that_answer_one_question_stay_together() -> None:
    joined = [pair(n).model_copy(update={"question_id": f"q{n // 2}"}) for n in range(60)]

    found = parted(joined, HALF)

    assert all(found[n].part == found[n + 1].part for n in range(0, 60, 2))


def test_documents_with_a_passage_in_common_stay_together() -> None:
    copied = [
        pair(n).model_copy(update={"passage": f"The  Same words {n // 2}"}) for n in range(60)
    ]

    found = parted(copied, HALF)

    assert all(found[n].part == found[n + 1].part for n in range(0, 60, 2))


def test_the_same_seed_parts_the_same_way_and_another_does_not() -> None:
    pairs = [pair(number) for number in range(60)]

    first, second, other = parted(pairs, HALF), parted(pairs, HALF), parted(pairs, HALF, seed=2)

    assert first == second
    assert first != other


def test_pairs_added_later_leave_the_others_where_they_were() -> None:
    pairs = [pair(number) for number in range(60)]

    longer = parted([pair(99), *pairs], HALF)

    assert longer[1:] == parted(pairs, HALF)
