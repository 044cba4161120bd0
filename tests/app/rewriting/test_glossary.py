from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.conversations import Conversation
from app.pipeline.building import rewriter
from app.rewriting.glossary import Glossary, GlossaryRewriter, read_glossary
from app.rewriting.legs import LastTurn
from knowledge.domain.errors import ConfigurationError
from tests.flat_settings import settings_with

DESK = Glossary((("PTO", "paid time off"), ("ER", "emergency room", "emergency department")))
SAMPLE = Path(__file__).parents[3] / "sample" / "glossary.csv"


def test_any_expression_of_a_row_brings_the_others() -> None:
    assert DESK.synonyms("how much pto have i?") == ("paid time off",)
    assert DESK.synonyms("is the Emergency Room covered?") == ("ER", "emergency department")


def test_a_part_of_a_word_is_no_expression() -> None:
    assert DESK.synonyms("her optometrist") == ()


def test_synonyms_weigh_less_than_what_was_asked() -> None:
    planned = GlossaryRewriter(LastTurn(), DESK).plan(Conversation(), "pto?")

    dense, sparse = planned.legs
    assert dense.parts == (("pto?", 1.0), ("pto? (paid time off)", 0.3))
    assert sparse.parts == (("pto?", 1.0), ("paid time off", 0.5))
    assert planned.search_texts == ("pto?",)


def test_a_question_without_expressions_is_searched_as_ever() -> None:
    asked = "may i cancel?"

    planned = GlossaryRewriter(LastTurn(), DESK).plan(Conversation(), asked)

    assert planned == LastTurn().plan(Conversation(), asked)


def test_the_glossary_that_is_set_is_used() -> None:
    settings = settings_with(llm_model="", glossary=SAMPLE)

    planned = rewriter(settings.llm, settings.masking, settings.search).plan(
        Conversation(), "what is my pto?"
    )

    assert planned.legs[1].parts[1] == ("paid time off", 0.5)


def test_a_row_of_one_cell_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "glossary.csv"
    file.write_text("# ours\nPTO,paid time off\nER\n", "utf-8")

    with pytest.raises(ConfigurationError, match=r"Row 3 .* no synonym for 'ER'"):
        read_glossary(file)


def test_a_missing_glossary_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Check CITEWELL_GLOSSARY"):
        read_glossary(tmp_path / "none.csv")
