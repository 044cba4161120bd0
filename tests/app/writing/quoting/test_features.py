"""What the scorer looks at is named, and one row of it stands for one window."""

from __future__ import annotations

import numpy as np

from app.language.sentences import units
from app.writing.quoting.features import NAMES, Evidence, Wanted, embedded_text, feature_rows
from app.writing.quoting.windows import windows
from knowledge.domain.passages import Passage
from tests.builders import EMBEDDER, passage


def read(question: str, found: Passage, said: str = "") -> list[dict[str, float]]:
    pieces = [(1, unit) for unit in units(found.text)]
    vectors = EMBEDDER.embed_passages([embedded_text(found, unit) for _, unit in pieces])
    heading = EMBEDDER.embed_passages([found.title])
    (asked,) = EMBEDDER.embed_queries([question])
    wanted = Wanted(question, {}, asked, asked, [frozenset(said.split())] if said else [])
    evidence = Evidence([found], pieces, vectors, heading)
    rows = feature_rows(wanted, evidence, windows(1, found))
    return [dict(zip(NAMES, map(float, row), strict=True)) for row in rows]


def test_a_detail_counts_as_asked_where_the_question_asks_for_it() -> None:
    (parking,) = read("how much is parking?", passage("Parking is $5."))
    (where,) = read("where is parking?", passage("Parking is $5."))

    assert (parking["has amount"], parking["asked amount"]) == (1.0, 1.0)
    assert (where["has amount"], where["asked amount"]) == (1.0, 0.0)


def test_a_window_covers_the_questions_words() -> None:
    first, _, last = read("parking", passage("Parking is free. Lunch is late."))

    assert (first["covered"], last["covered"]) == (1.0, 0.0)


def test_what_was_said_before_is_seen() -> None:
    (row,) = read("parking", passage("Parking is free."), said="park free")

    assert row["said"] > 0.4


def test_a_row_is_embedded_with_the_names_of_its_columns() -> None:
    table = passage("Plan | Fee\nGold | $4", title="Fees", headings=("Fees",))

    assert embedded_text(table, units(table.text)[-1]) == "Fees: Plan: Gold, Fee: $4"


def test_the_rows_are_finite() -> None:
    rows = read("", passage("Do:\n1. Open.\n2. Send.\n\nPlan | Fee\nGold | $4"))

    assert np.isfinite([list(row.values()) for row in rows]).all()
