"""Exported conversations: whole, with their sources, and nothing in them can act."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from referencing import Registry, Resource

from app.domain.answers import Answer
from app.export.files import ExportedConversation, ExportedTurn, as_json, as_markdown, file_name
from app.export.word import as_docx
from app.i18n import texts
from tests.scripted_assistant import BAND, SPOUSE, answered, refused

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
AT = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)
EVIL = (
    "=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](http://e/p.png)"
)


def turn(answer: Answer) -> ExportedTurn:
    return ExportedTurn(answer.found.question, AT, answer)


STOPPED = ExportedTurn("and then?", AT, partial="You have 60", note=texts.STOPPED)
TALK = ExportedConversation(
    "Can I add my spouse?",
    "benefits",
    AT,
    (turn(answered(SPOUSE)), turn(refused(BAND)), STOPPED),
    {"plan": "Gold"},
)


def hostile() -> ExportedConversation:
    answer = replace(answered(EVIL), text=f"# {EVIL}\n\n{EVIL} [1].\n\n- {EVIL}", sentences=())
    return replace(TALK, title=EVIL, turns=(turn(answer), replace(STOPPED, question=EVIL)))


def schema_errors(content: object) -> list[str]:
    answer, conversation = (
        json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("answer", "conversation")
    )
    registry = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in (answer, conversation)]
    )
    validator = Draft202012Validator(conversation, registry=registry)
    return [error.message for error in validator.iter_errors(content)]


def test_the_json_holds_each_turn_with_its_sources_and_follows_its_schema() -> None:
    content = json.loads(as_json(TALK))

    assert schema_errors(content) == []
    assert content["facets"] == {"plan": "Gold"}
    assert content["turns"][0]["answer"]["sources"][0]["title"] == "Qualifying Life Events"
    assert content["turns"][1]["answer"]["refused"] is True
    assert content["turns"][2] == {
        "question": "and then?",
        "asked_at": "2026-11-20T16:40:00+00:00",
        "answer": None,
        "partial": "You have 60",
        "note": texts.STOPPED,
    }


def test_the_markdown_reads_as_the_conversation_with_its_sources() -> None:
    html = MarkdownIt().render(as_markdown(TALK))

    assert "<h1>Can I add my spouse?</h1>" in html
    assert "Yes, a marriage counts [1]. You have 60 days [1]. Bring cake." in html
    assert "[1] Qualifying Life Events, 2 Marriage, pp. 4\u20135, version 2026" in html
    assert "You have 60" in html
    assert texts.STOPPED in html


def test_nothing_in_the_markdown_becomes_a_link_a_picture_or_raw_html() -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(hostile()))

    assert "<img" not in html
    assert "<a " not in html
    assert "onerror=alert(1)&gt;" in html


def test_tables_stay_tables() -> None:
    table = "| Plan | Days |\n|---|---|\n| Gold | 60 \\| 61 |"
    talk = replace(TALK, turns=(turn(replace(answered(SPOUSE), text=table, sentences=())),))

    word = Document(BytesIO(as_docx(talk))).tables[0]
    html = MarkdownIt().enable("table").render(as_markdown(talk))

    assert [[cell.text for cell in row.cells] for row in word.rows] == [
        ["Plan", "Days"],
        ["Gold", "60 | 61"],
    ]
    assert "<td>60 | 61</td>" in html


def test_a_file_is_named_by_its_title_in_letters_digits_and_dashes() -> None:
    assert file_name(TALK, "docx") == "can-i-add-my-spouse.docx"
    assert file_name(replace(TALK, title="../../\u0000\u65e5"), "md") == "conversation.md"
