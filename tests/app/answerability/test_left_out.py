from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.answerability.left_out import LeftOutWord, left_out_words
from knowledge.domain.queries import Filters
from knowledge.search.retriever import Retriever
from knowledge.store.edge.store import EdgeStore
from tests.app.desks import DOCUMENTS
from tests.builders import EMBEDDER, ENCODER, published

STAFF = Filters(("staff",), as_of=date(2026, 11, 20))


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    reader = published(store, "desk", *[[each] for each in DOCUMENTS])
    return Retriever(reader, EMBEDDER, ENCODER)


def test_a_word_that_no_passage_has_is_lacked(retriever: Retriever) -> None:
    found = left_out_words("grace period for a late bitcoin premium", STAFF, retriever)
    words = {each.word: each for each in found}

    assert [word for word, each in words.items() if not each.held] == ["bitcoin"]
    assert words["bitcoin"].nearer > 0 > words["grace"].nearer
    assert [each.lack for each in found] == sorted((each.lack for each in found), reverse=True)


def test_a_word_that_only_others_may_read_is_not_held(retriever: Retriever) -> None:
    held = {
        groups: left_out_words("director", Filters(groups), retriever)[0].held
        for groups in (("staff",), ("board",))
    }

    assert held == {("staff",): False, ("board",): True}


def test_a_question_of_stop_words_has_none(retriever: Retriever) -> None:
    assert left_out_words("what is it?", STAFF, retriever) == ()


@pytest.mark.parametrize(("nearer", "lack"), [(-0.1, 0.0), (0.04, 0.1)])
def test_only_a_word_without_which_the_documents_come_nearer_is_lacked(
    nearer: float, lack: float
) -> None:
    assert LeftOutWord("pet", held=False, weight=0.5, nearer=nearer).lack == pytest.approx(lack)
