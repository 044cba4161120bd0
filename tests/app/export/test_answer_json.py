from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.domain.conversations import Conversation
from app.export.answer_json import answer_json
from knowledge.domain.queries import Expansion, Origin
from tests.app.desks import EVENTS, SPOUSE, answer_of, assistant

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "answer.schema.json"


def violations(content: object) -> list[str]:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [error.message for error in validator.iter_errors(content)]


def test_an_answer_says_what_was_asked_searched_and_cited(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)

    content = json.loads(answer_json(answer, knowledge_base="desk"))

    assert violations(content) == []
    assert content["schema_version"] == 1
    assert content["question"] == SPOUSE
    assert content["query_texts"] == [SPOUSE]
    assert content["as_of"] == "2026-11-20"
    assert content["refused"] is False
    assert content["sentences"][0] == {
        "text": "A member may enroll a spouse within 60 days of marriage.",
        "markers": [1],
        "support": "supported",
        "reason": "",
    }
    source = content["sources"][0]
    assert source["quote"] in source.pop("text")
    assert source == {
        "marker": 1,
        "passage_id": EVENTS.id,
        "document_id": EVENTS.document_id,
        "document_key": "events.md",
        "title": "Qualifying life events",
        "section": "Qualifying life events > Spouse",
        "first_page": 2,
        "last_page": 3,
        "place": "",
        "version": "2026",
        "effective_from": None,
        "effective_to": None,
        "source": "events.md",
        "source_url": "",
        "quote": source["quote"],
    }


def test_the_day_that_a_question_names_is_told(tmp_path: Path) -> None:
    desk = assistant(tmp_path)
    named = answer_of(desk, "grace period for a late premium in 2027?")

    content = json.loads(answer_json(named, knowledge_base="desk"))
    other = json.loads(answer_json(answer_of(desk, SPOUSE), knowledge_base="desk"))

    assert violations(content) == []
    assert content["as_of"] == "2027-01-01"
    assert content["named_day"] == {
        "day": "2027-01-01",
        "words": "2027",
        "taken": True,
        "earlier": False,
    }
    assert content["notes"][0].startswith("Answered as of 1 Jan 2027")
    assert other["named_day"] is None


def test_a_refusal_names_the_nearest_documents(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), "who won the football world cup final?")

    content = json.loads(answer_json(answer, knowledge_base="desk"))

    assert violations(content) == []
    assert content["refused"] is True
    assert content["sources"] == []
    assert [each["title"] for each in content["nearest"]] == [r.title for r in answer.nearest]


def test_the_weights_of_the_history_are_told(tmp_path: Path) -> None:
    talk = Conversation().with_turn(SPOUSE, "Yes [1].")
    answer = answer_of(assistant(tmp_path), "how many days after marriage?", talk)

    content = json.loads(answer_json(answer, knowledge_base="desk"))

    assert violations(content) == []
    assert content["query_texts"] == ["how many days after marriage?"]
    assert content["legs"][1]["parts"] == [
        {"text": "how many days after marriage?", "weight": 1.0},
        {"text": SPOUSE, "weight": pytest.approx(0.4 * 0.6)},
    ]


def test_the_words_that_were_searched_for_besides_are_told(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    widened = replace(
        answer.found.query, added=(Expansion("pto", "paid time off", 0.4, Origin.DOCUMENT, "d1"),)
    )
    found = replace(answer.found, query=widened)

    content = json.loads(answer_json(replace(answer, found=found), knowledge_base="desk"))

    assert violations(content) == []
    assert content["added"] == [
        {
            "said": "pto",
            "term": "paid time off",
            "weight": 0.4,
            "origin": "document",
            "document_id": "d1",
        }
    ]
