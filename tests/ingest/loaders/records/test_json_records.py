from __future__ import annotations

import pytest

from ingest.loaders.records.json_records import load_json, load_json_lines
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def test_each_record_of_a_list_is_a_section_under_its_title(write: Write) -> None:
    loaded = load_json(
        write("a.json", '[{"title": "Gold", "copay": 25, "tags": ["a", "b"]}, {"x": 1}]')
    )

    assert loaded.sections == (
        Section(
            ("Gold",),
            (Block("title: Gold\ncopay: 25\ntags: a, b", BlockKind.LIST, place="record 1"),),
        ),
        Section(("Record 2",), (Block("x: 1", BlockKind.LIST, place="record 2"),)),
    )


def test_lists_of_records_inside_an_object_stand_under_their_key(write: Write) -> None:
    loaded = load_json(
        write("a.json", '{"year": 2026, "plans": [{"name": "Gold", "by": {"age": 3}}]}')
    )

    assert [(s.headings, [(b.text, b.place) for b in s.blocks]) for s in loaded.sections] == [
        ((), [("year: 2026", "")]),
        (("plans",), []),
        (("plans", "Gold"), [("name: Gold\nby.age: 3", "plans, record 1")]),
    ]


def test_a_long_field_is_a_text_of_its_own(write: Write) -> None:
    text = "Take it with food. " * 20

    loaded = load_json_lines(write("a.jsonl", f'{{"id": 7, "answer": "{text}"}}\n'))

    assert loaded.sections == (
        Section(
            ("7",),
            (
                Block("id: 7", BlockKind.LIST, place="line 1"),
                Block(f"answer: {text.strip()}", place="line 1"),
            ),
        ),
    )


def test_a_broken_line_is_told_and_costs_only_itself(write: Write) -> None:
    loaded = load_json_lines(write("a.jsonl", '{"id": 1}\n{"id":\n\n{"id": 3}\n'))

    assert [section.headings for section in loaded.sections] == [("1",), ("3",)]
    assert loaded.warnings == ("Lines that are not JSON were left out: 2.",)


@pytest.mark.parametrize("content", ["no json", "no json\nat all"])
def test_what_is_no_json_is_refused(write: Write, content: str) -> None:
    with pytest.raises(DocumentUnreadable, match="not valid JSON"):
        load_json(write("a.json", content))
