from __future__ import annotations

import os
from pathlib import Path

from ingest.loaders.content.outline import Loaded
from ingest.parsing.channel import read_answer, read_path, written_answer, written_path
from knowledge.domain.documents import Block, BlockKind, Section


def test_all_that_was_loaded_comes_back_as_it_was(tmp_path: Path) -> None:
    loaded = Loaded(
        sections=(
            Section(("A", "B"), (Block("1 | 2", BlockKind.TABLE, page=3, place="sheet R"),)),
            Section((), (Block("\u0633\u0644\u0627\u0645 \U0001f642"),)),
        ),
        title="Title",
        language="fa",
        front_matter={"groups": ["hr"], "facets": {"plan": "silver"}, "none": None},
        pages=3,
        warnings=("one", "two"),
    )

    assert read_answer(written_answer(loaded)) == loaded
    assert read_answer(written_answer("a reason")) == "a reason"


def test_half_a_surrogate_pair_costs_its_letter_and_no_more() -> None:
    loaded = Loaded((Section((), (Block("a \ud800 b"),)),), title="\udfff")

    assert read_answer(written_answer(loaded)) == Loaded(
        (Section((), (Block("a ? b"),)),), title="?"
    )


def test_a_path_that_is_no_utf8_is_found(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))

    assert read_path(written_path(path)) == path
