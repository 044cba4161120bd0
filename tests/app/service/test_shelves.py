"""What a person may see of the documents, without a search."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.answers import Answer, Citation
from app.service.documents import DocumentCatalog
from knowledge.domain.access import reading_as
from knowledge.domain.passages import Passage
from knowledge.store.edge.store import EdgeStore
from tests.builders import passages, published
from tests.scripted_assistant import SPOUSE, answered

STAFF = reading_as(["staff"])
RULES = passages("rules.md", ["First rule.", "Second rule."])
BOARD = [replace(p, groups=("board",)) for p in passages("board.md", ["Salaries."])]


def catalog(folder: Path) -> DocumentCatalog:
    store = EdgeStore(folder / "kb", folder / "run")
    published(store, "desk", RULES, BOARD)
    return DocumentCatalog(store.open)


def citing(cited: Passage) -> Answer:
    """Return an answer that was given when its reader saw the board's documents, too."""
    answer = answered(SPOUSE)
    filters = replace(answer.found.query.filters, groups=("board", "staff"))
    found = replace(answer.found, query=replace(answer.found.query, filters=filters))
    return replace(answer, citations=(Citation(1, cited),), found=found)


def test_documents_of_other_groups_are_not_listed(tmp_path: Path) -> None:
    seen = catalog(tmp_path)

    assert [r.metadata.key for r in seen.documents("desk", STAFF)] == ["rules.md"]
    assert [r.metadata.key for r in seen.documents("desk", reading_as(["board"]))] == ["board.md"]
    assert seen.documents("desk", reading_as(())) == ()


def test_the_passages_beside_a_citation_are_its_documents(tmp_path: Path) -> None:
    beside = catalog(tmp_path).beside("desk", citing(RULES[0]), STAFF)

    assert [p.text for p in beside] == ["First rule.", "Second rule."]


def test_a_reader_who_lost_a_group_gets_nothing_of_its_documents(tmp_path: Path) -> None:
    beside = catalog(tmp_path).beside("desk", citing(BOARD[0]), STAFF)

    assert beside == []
