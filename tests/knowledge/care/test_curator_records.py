from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.care.curator_records import CuratorRecords, Retirement
from knowledge.domain.errors import StoreUnavailable
from tests.builders import passages, record

(RULE,) = passages("rule.md", ["Ask within 30 days."])
DAY = date(2026, 12, 31)


def decided(data: Path) -> CuratorRecords:
    """Return the records of a knowledge base in which every kind of decision was made."""
    records = CuratorRecords(data, "desk")
    records.curation.set(RULE, "Ask within 60 days.")
    records.retirements.set(Retirement(RULE.document_key, RULE.version, DAY))
    records.tombstones.add(RULE.document_key, [record([RULE])])
    return CuratorRecords(data, "desk")


def test_what_was_decided_is_read_again_and_is_of_one_knowledge_base(tmp_path: Path) -> None:
    records = decided(tmp_path)

    assert [each.text for each in records.curation.entries()] == ["Ask within 60 days."]
    assert [each.last_day for each in records.retirements.entries()] == [DAY]
    assert records.tombstones.of(RULE.document_key) is not None
    assert CuratorRecords(tmp_path, "other").curation.entries() == ()


def test_a_forgotten_document_keeps_its_tombstone_alone(tmp_path: Path) -> None:
    decided(tmp_path).forget(RULE.document_key)

    records = CuratorRecords(tmp_path, "desk")
    assert (records.curation.entries(), records.retirements.entries()) == ((), ())
    assert records.tombstones.of(RULE.document_key) is not None
    words = [path.read_text("utf-8") for path in tmp_path.rglob("*.json")]
    assert not any("30 days" in text or "60 days" in text for text in words)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("curation/desk.json", "passages were hidden or corrected"),
        ("curation/desk.retired.json", "documents were retired"),
        ("tombstones/desk.json", "delete it if none ever was"),
    ],
)
def test_a_damaged_file_is_told_before_work_begins(tmp_path: Path, file: str, told: str) -> None:
    decided(tmp_path)
    (tmp_path / file).write_text("{", "utf-8")

    with pytest.raises(StoreUnavailable, match=told):
        CuratorRecords(tmp_path, "desk").read()


def test_a_damaged_file_does_not_bar_the_others(tmp_path: Path) -> None:
    decided(tmp_path)
    (tmp_path / "tombstones" / "desk.json").write_text("{", "utf-8")

    assert CuratorRecords(tmp_path, "desk").curation.entries() != ()
