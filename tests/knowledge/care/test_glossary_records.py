from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.care.glossary_records import GlossaryRecords
from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.lexical.glossary import Decided, Decisions

PTO = DefinedTerm(("PTO",), ("paid time off",))
ER = DefinedTerm(("ER", "emergency room"))


@pytest.fixture
def records(tmp_path: Path) -> GlossaryRecords:
    return GlossaryRecords(tmp_path, "desk")


def test_nothing_is_decided_at_first(records: GlossaryRecords) -> None:
    assert records.decisions() == Decisions()


def test_decisions_are_seen_by_whoever_reads_them_elsewhere(
    records: GlossaryRecords, tmp_path: Path
) -> None:
    elsewhere = GlossaryRecords(tmp_path, "desk")
    assert elsewhere.decisions() == Decisions()

    records.add(PTO)
    records.strike(ER, "care.md")

    assert elsewhere.decisions() == Decisions((Decided("", PTO),), (Decided("care.md", ER),))


def test_a_term_is_added_once_whatever_its_case(records: GlossaryRecords) -> None:
    records.add(PTO)
    records.add(DefinedTerm(("pto", "Paid Time Off")))

    assert records.decisions().added == (Decided("", DefinedTerm(("pto", "Paid Time Off"))),)


def test_a_term_of_one_expression_is_refused(records: GlossaryRecords) -> None:
    with pytest.raises(InputError, match="two expressions"):
        records.add(DefinedTerm(("PTO", "PTO")))


def test_striking_what_was_added_leaves_nothing(records: GlossaryRecords) -> None:
    records.add(PTO)

    assert records.strike(PTO)
    assert records.decisions() == Decisions()


def test_what_a_document_defines_stays_struck_until_it_is_restored(
    records: GlossaryRecords,
) -> None:
    assert not records.strike(ER, "care.md")
    assert records.decisions().struck == (Decided("care.md", ER),)

    records.restore(ER, "care.md")

    assert records.decisions() == Decisions()


def test_what_belongs_to_a_document_goes_with_it(records: GlossaryRecords) -> None:
    records.add(PTO)
    records.add(ER, "care.md")
    records.strike(PTO, "care.md")

    assert records.forget(lambda each: each.document_key == "care.md")
    assert records.decisions() == Decisions((Decided("", PTO),))
    assert not records.forget(lambda each: each.document_key == "care.md")


def test_a_damaged_file_is_told_and_not_taken_for_none(
    records: GlossaryRecords, tmp_path: Path
) -> None:
    records.add(PTO)
    (tmp_path / "curation" / "desk.glossary.json").write_text("{", "utf-8")

    with pytest.raises(StoreUnavailable, match="which terms curators struck"):
        records.decisions()
