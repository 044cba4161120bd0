from __future__ import annotations

from pathlib import Path

import pytest

from evals.runs.command import read_trec_run
from knowledge.domain.errors import InputError


def test_rankings_are_read_in_the_order_of_their_scores(tmp_path: Path) -> None:
    file = tmp_path / "x.trec"
    file.write_text("q Q0 c 3 0.1 ours\nq Q0 a 1 0.9 ours\n\nq Q0 b 2 0.9 ours\n", "utf-8")

    assert read_trec_run(file) == ("ours", {"q": [("a", 0.9), ("b", 0.9), ("c", 0.1)]})


@pytest.mark.parametrize("line", ["q Q0 a 1 0.9", "q Q0 a first 0.9 ours"])
def test_a_line_of_another_form_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.trec"
    file.write_text(f"q Q0 a 1 0.9 ours\n{line}\n", "utf-8")

    with pytest.raises(InputError, match=r"Line 2 .* is not of TREC's form"):
        read_trec_run(file)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.trec"
    file.write_text("", "utf-8")

    with pytest.raises(InputError, match="holds no line"):
        read_trec_run(file)


def test_ids_may_hold_blanks(tmp_path: Path) -> None:
    file = tmp_path / "x.trec"
    file.write_text("talk <::> 1 Q0 Types of cheese:19 1 0.9 ours\n", "utf-8")

    assert read_trec_run(file) == ("ours", {"talk <::> 1": [("Types of cheese:19", 0.9)]})
