"""Of a row the cells that are asked for are quoted."""

from __future__ import annotations

from app.language.sentences import units
from app.language.words import content_terms
from app.writing.quoting.cells import asked_columns, folded

HEADER = ("Service", "Bronze plan", "Silver plan", "Gold plan")


def test_a_column_is_named_by_the_words_that_no_other_has() -> None:
    assert asked_columns(HEADER, content_terms("urgent care on the silver plan")) == [2]
    assert asked_columns(HEADER, content_terms("silver or gold for urgent care")) == [2, 3]
    assert asked_columns(HEADER, content_terms("urgent care on this plan")) == []


def test_a_question_that_names_every_column_names_none() -> None:
    assert asked_columns(HEADER, content_terms("bronze, silver and gold")) == []


def test_a_row_is_folded_to_its_name_and_the_cells_asked_for() -> None:
    row = units("Service | Silver | Gold\nX-ray | $85 | $60")[-1]

    assert folded(row, content_terms("x-ray on silver")) == "X-ray, Silver: $85"
    assert folded(row, content_terms("x-ray")) == ""
