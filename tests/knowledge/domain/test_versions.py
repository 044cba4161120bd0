from __future__ import annotations

from datetime import date

from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.versions import not_in_force, validities


def version(
    name: str, start: str | None = None, end: str | None = None, key: str = "copays"
) -> DocumentRecord:
    metadata = DocumentMetadata(
        key=key,
        version=name,
        effective_from=date.fromisoformat(start) if start else None,
        effective_to=date.fromisoformat(end) if end else None,
    )
    return DocumentRecord(
        id=f"{key}-{name}",
        metadata=metadata,
        title=key,
        source="",
        root="",
        content_hash="",
        passages=1,
    )


OLD = version("2026", "2026-01-01")
NEW = version("2027", "2027-01-01")


def test_a_new_version_ends_the_one_before_on_the_day_before_it_starts() -> None:
    days = {v.record.id: (v.first_day, v.last_day) for v in validities([NEW, OLD])}

    assert days == {
        "copays-2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "copays-2027": (date(2027, 1, 1), None),
    }


def test_taking_the_new_version_away_reopens_the_old_one() -> None:
    assert not_in_force([OLD, NEW], date(2027, 6, 1)) == ("copays-2026",)
    assert not_in_force([OLD], date(2027, 6, 1)) == ()


def test_what_starts_later_is_not_in_force_yet() -> None:
    assert not_in_force([OLD, NEW], date(2026, 12, 31)) == ("copays-2027",)


def test_both_days_are_inclusive() -> None:
    only = version("1", "2026-03-01", "2026-03-31")

    assert not_in_force([only], date(2026, 3, 1)) == ()
    assert not_in_force([only], date(2026, 3, 31)) == ()
    assert not_in_force([only], date(2026, 4, 1)) == ("copays-1",)


def test_a_stated_end_before_the_next_version_leaves_a_gap() -> None:
    early = version("2026", "2026-01-01", "2026-06-30")

    assert not_in_force([early, NEW], date(2026, 8, 1)) == ("copays-2026", "copays-2027")


def test_without_dates_the_highest_version_counts_with_numbers_read_as_numbers() -> None:
    assert not_in_force([version("v9"), version("v10")], date(2026, 1, 1)) == ("copays-v9",)


def test_keys_do_not_supersede_each_other() -> None:
    assert not_in_force([version("1", key="a"), version("2", key="b")], date(2026, 1, 1)) == ()


def test_a_document_without_dates_is_always_in_force() -> None:
    assert not_in_force([version("")], date(1990, 1, 1)) == ()
