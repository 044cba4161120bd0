from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.care.verification import Verification, verify
from knowledge.domain.documents import DefinedTerm
from knowledge.domain.passages import Passage, PassageVectors, passage_id
from knowledge.files.originals import Originals
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Store
from tests.builders import MANIFEST, passages, record, vectors


def named(texts: Sequence[str]) -> list[Passage]:
    return [
        replace(each, id=passage_id(each.document_id, each.position, each.text))
        for each in passages("fees", texts)
    ]


def checked(
    store: Store, of: Sequence[Passage], made: PassageVectors | None = None, told: int = 2
) -> Verification:
    with store.write("desk", MANIFEST) as writer:
        writer.put(replace(record(of), passages=told), of, made or vectors(of))
        writer.publish()
    return verify(store.open("desk"), store.generations("desk")[-1], None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return EdgeStore(tmp_path / "kb", tmp_path / "runtime")


def faults(found: Verification) -> list[str]:
    return [fault.what for fault in found.faults]


def test_what_was_written_as_it_should_be_has_no_faults(store: Store) -> None:
    found = checked(store, named(["One.", "Two."]))

    assert found == Verification("desk", 1, 1, 2, ())


def test_a_text_that_is_not_its_ids_is_found(store: Store) -> None:
    first, second = named(["One.", "Two."])

    found = checked(store, [first, replace(second, text="Three.")])

    assert [(f.passage_id, f.what) for f in found.faults] == [
        (second.id, "its text is not the one that its id was made from")
    ]


def test_a_passage_that_the_record_counts_and_nobody_finds_is_told(store: Store) -> None:
    found = checked(store, named(["One.", "Two."]), told=3)

    assert faults(found) == ["2 passages are there, its record says 3"]


def test_terms_of_another_text_are_found(store: Store) -> None:
    of = named(["One.", "Two."])
    made = vectors(of)

    found = checked(store, of, PassageVectors(made.dense, made.sparse[::-1]))

    assert faults(found) == ["its BM25 terms are not those of its text"] * 2


def test_a_term_that_its_passages_do_not_hold_is_found(store: Store) -> None:
    texts = named(["Paid time off (PTO) is earned.", "Ask."])
    terms = (DefinedTerm(("PTO", "Paid time off")), DefinedTerm(("ER", "emergency room")))
    with store.write("desk", MANIFEST) as writer:
        writer.put(replace(record(texts), terms=terms), texts, vectors(texts))
        writer.publish()

    found = verify(store.open("desk"), store.generations("desk")[-1], None)

    assert faults(found) == [
        "its term 'ER' does not stand in its passages",
        "its term 'emergency room' does not stand in its passages",
    ]


def test_other_groups_than_the_records_are_found(store: Store) -> None:
    first, second = named(["One.", "Two."])

    found = checked(store, [first, replace(second, groups=("everyone",))])

    assert faults(found) == ["its groups are ('everyone',), not ('staff',)"]


def test_a_lost_original_is_found(store: Store, tmp_path: Path) -> None:
    checked(store, named(["One.", "Two."]))

    found = verify(
        store.open("desk"), store.generations("desk")[-1], Originals(tmp_path / "originals")
    )

    assert faults(found) == ["its original is not kept any more"]


def test_a_generation_that_counts_wrong_is_found(store: Store) -> None:
    checked(store, named(["One.", "Two."]))
    wrong = replace(store.generations("desk")[-1], passages=5)

    found = verify(store.open("desk"), wrong, None)

    assert faults(found) == [
        "the generation says 1 documents and 5 passages; 1 and 2 are there, and 2 passages are "
        "counted"
    ]


@pytest.mark.parametrize(
    ("factor", "what"),
    [
        (0.5, "its vector is not of unit length"),
        (np.nan, "its vector holds something else than numbers (NaN or infinite)"),
    ],
)
def test_a_vector_that_is_not_of_unit_length_is_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, factor: float, what: str
) -> None:
    checked(store, named(["One.", "Two."]))
    reader = store.open("desk")
    whole = reader.stored
    # No store takes such a vector: it is made as a damaged file would show it.
    monkeypatch.setattr(
        reader,
        "stored",
        lambda each: [replace(s, dense=s.dense * np.float32(factor)) for s in whole(each)],
    )

    found = verify(reader, store.generations("desk")[-1], None)

    assert faults(found) == [what] * 2
