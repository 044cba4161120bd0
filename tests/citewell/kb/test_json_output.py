"""Knowledge bases as programs read them."""

from __future__ import annotations

import json

import pytest

from tests.citewell.kb.conftest import NEW, OLD, REFUNDS, kb
from tests.citewell.schemas import faults


@pytest.mark.usefixtures("unchanged")
def test_a_program_can_read_the_list() -> None:
    listed = json.loads(kb("list", "--json"))

    assert faults(listed, "kb-list") == []
    assert listed == {
        "schema_version": 1,
        "knowledge_bases": [
            {
                "name": "desk",
                "generation": 1,
                "documents": 3,
                "passages": 4,
                "embedding_model": "hashing",
            }
        ],
    }


@pytest.mark.usefixtures("unchanged")
def test_a_program_can_read_what_is_shown() -> None:
    shown = json.loads(kb("show", "desk", "--json"))

    assert faults(shown, "kb-show") == []
    assert [document["document_key"] for document in shown["document_list"]] == [
        "copays",
        "copays",
        "refunds",
    ]
    assert shown["generations"][0]["live"] is True


@pytest.mark.usefixtures("unchanged")
def test_export_writes_each_passage_as_a_line() -> None:
    lines = [json.loads(line) for line in kb("export", "--kb", "desk").splitlines()]

    assert [faults(line, "passage") for line in lines] == [[], [], [], []]
    assert {line["text"] for line in lines} == {each.text for each in (*OLD, *NEW, *REFUNDS)}
    assert next(line for line in lines if line["version"] == "2026") == {
        "schema_version": 1,
        "id": OLD[0].id,
        "document_id": OLD[0].document_id,
        "document_key": "copays",
        "version": "2026",
        "title": "Copays",
        "headings": ["Guide"],
        "text": "Copays are $20.",
        "position": 0,
        "start": 0,
        "end": 15,
        "source": "copays",
        "source_url": "",
        "first_page": 3,
        "last_page": 4,
        "place": "",
        "effective_from": "2026-01-01",
        "effective_to": "2026-12-31",
        "groups": ["staff"],
        "language": "",
        "facets": {"plan": "silver"},
        "flags": [],
    }
