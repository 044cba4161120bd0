"""Real documents that nobody here wrote; they lie beside the checkout on some machines only."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.identity import document_id
from ingest.parsing_worker import load
from ingest.splitting import split
from ingest.suffixes import reason_to_skip
from knowledge.documents import Document, DocumentFacts
from knowledge.passages import Passage
from tests.fakes import HashingEmbedder

DOCS = Path(__file__).resolve().parents[3] / "shared" / "data" / "docs"
FACTS = DOCS / "facts.jsonl"


def facts() -> list[dict[str, str]]:
    """Return what a reader sees at a known place, for the formats that are read without OCR."""
    if not FACTS.is_file():
        return []
    rows = [json.loads(line) for line in FACTS.read_text(encoding="utf-8").split("\n") if line]
    return [
        row
        for row in rows
        if not reason_to_skip(row["path"])
        and "OCR" not in row["kind"]
        and "password" not in row["where"]
    ]


def passages_of(path: Path) -> list[Passage]:
    loaded = load(path)
    document = Document(
        id=document_id("kb", path.name, ""),
        facts=DocumentFacts(key=path.name, title=loaded.title),
        source=path.name,
        content_hash="",
        sections=loaded.sections,
    )
    return split(document, HashingEmbedder().count_tokens, limit=220, default_group="staff")


def spaced_alike(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.skipif(not FACTS.is_file(), reason="shared/data/docs is not beside this checkout")
@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact['path']}-{fact['where']}")
def test_a_known_sentence_is_on_the_page_where_a_reader_sees_it(fact: dict[str, str]) -> None:
    page = int(fact["where"].removeprefix("page ")) if fact["where"].startswith("page") else None

    passages = passages_of(DOCS / fact["path"])

    on_page = [
        p.search_text
        for p in passages
        if page is None or (p.first_page or 0) <= page <= (p.last_page or 0)
    ]
    assert spaced_alike(fact["must_contain"]) in spaced_alike(" ".join(on_page))
