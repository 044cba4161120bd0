"""Real documents that nobody here wrote; they lie beside the checkout on some machines only."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

import tests
from ingest.loaders.content.outline import Loaded
from ingest.loaders.formats import reason_to_skip
from ingest.parsing.worker import load
from ingest.splitting.splitter import split
from knowledge.domain.documents import Document, DocumentMetadata
from knowledge.domain.errors import DocumentUnreadable
from knowledge.domain.passages import Passage, document_id
from tests.fakes import HashingEmbedder

DOCS = Path(str(tests.__file__)).resolve().parents[2] / "shared" / "data" / "docs"
FACTS = DOCS / "facts.jsonl"
NEEDS_DOCS = pytest.mark.skipif(
    not FACTS.is_file(), reason="shared/data/docs is not beside this checkout"
)


def metadata() -> list[dict[str, str]]:
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


@cache
def loaded_once(path: Path) -> Loaded:
    """Load a file for all the tests that look into it; the largest ones take seconds."""
    return load(path)


@cache
def passages_of(path: Path) -> list[Passage]:
    loaded = loaded_once(path)
    document = Document(
        id=document_id("kb", path.name, ""),
        metadata=DocumentMetadata(key=path.name, title=loaded.title),
        source=path.name,
        content_hash="",
        sections=loaded.sections,
    )
    return split(document, HashingEmbedder().count_tokens, limit=220, default_group="staff")


def spaced_alike(text: str) -> str:
    return re.sub(r"\s+", " ", text)


REASONS = {"ok-ocr": "OCR", "password": "password", "unreadable": "damaged|empty"}


def files(*expected: str) -> list[dict[str, str]]:
    """Return the manifest's rows with one of these expectations, for suffixes that are read."""
    if not FACTS.is_file():
        return []
    lines = (DOCS / "manifest.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return [
        row
        for row in rows
        if row["expected"].split(":")[0] in expected and not reason_to_skip(row["path"])
    ]


def name(row: dict[str, str]) -> str:
    return row["path"]


@NEEDS_DOCS
@pytest.mark.parametrize("row", files("ok-ocr", "password", "unreadable"), ids=name)
def test_a_file_that_cannot_be_read_is_refused_for_its_own_reason(row: dict[str, str]) -> None:
    with pytest.raises(DocumentUnreadable, match=REASONS[row["expected"].split(":")[0]]):
        load(DOCS / row["path"])


@NEEDS_DOCS
@pytest.mark.parametrize("row", files("ok", "owner-only"), ids=name)
def test_a_readable_file_gives_text(row: dict[str, str]) -> None:
    loaded = loaded_once(DOCS / row["path"])

    assert sum(len(block.text) for section in loaded.sections for block in section.blocks) > 0


@NEEDS_DOCS
@pytest.mark.parametrize("fact", metadata(), ids=lambda fact: f"{fact['path']}-{fact['where']}")
def test_a_known_sentence_is_on_the_page_where_a_reader_sees_it(fact: dict[str, str]) -> None:
    page = int(fact["where"].removeprefix("page ")) if fact["where"].startswith("page") else None

    passages = passages_of(DOCS / fact["path"])

    on_page = [
        p.search_text
        for p in passages
        if page is None or (p.first_page or 0) <= page <= (p.last_page or 0)
    ]
    assert spaced_alike(fact["must_contain"]) in spaced_alike(" ".join(on_page))
