from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.loaders.content.options import LoadingOptions
from knowledge.domain.errors import InputError
from labs.parsing.parsers import CitewellParser, OtherParser
from labs.parsing.scores import ParserOutcome, TextSpan, read_manifest, score_parser


def pages(path: str) -> list[tuple[int | None, str]]:
    """Parse as a test wants another parser to."""
    text = Path(path).read_text()
    if text == "bad":
        raise ValueError("it is bad")
    return [(1, text)]


def folder_of(folder: Path, files: dict[str, tuple[str, str]], facts: list[dict[str, str]]) -> Path:
    for name, (text, _) in files.items():
        (folder / name).write_text(text)
    rows = [{"path": name, "expected": expected} for name, (_, expected) in files.items()]
    (folder / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "facts.jsonl").write_text("\n".join(map(json.dumps, facts)))
    return folder


def test_files_words_and_places_are_counted_by_format(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        {"a.csv": ("Plan,Fee\nGold,3", "ok"), "b.csv": ("", "ok"), "c.pdf": ("x", "unreadable")},
        [
            {"path": "a.csv", "must_contain": "Gold 3", "where": "row 2"},
            {"path": "a.csv", "must_contain": "gold", "where": "row 7"},
            {"path": "a.csv", "must_contain": "Silver", "where": ""},
            {"path": "missing.csv", "must_contain": "x", "where": ""},
        ],
    )
    files, known = read_manifest(folder, [folder / "facts.jsonl"])

    with CitewellParser(LoadingOptions()) as ours:
        scores = score_parser(ours, folder, files, known)

    made = scores["csv"]
    assert (made.readable, made.read, made.known, made.found, made.placed) == (2, 1, 3, 2, 1)
    assert (scores["pdf"].unreadable, scores["pdf"].named) == (1, 1)
    assert made.misses == [
        "a.csv: 'gold' not at 'row 7'",
        "a.csv: 'Silver' not found, nor at ''",
        "b.csv gave no text: it came back empty",
    ]


def test_words_are_sought_on_their_page_whatever_marks_stand_among_them(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        {"a.pdf": ("", "ok")},
        [{"path": "a.pdf", "must_contain": "The fee is $3", "where": f"page {n}"} for n in (1, 2)],
    )
    files, known = read_manifest(folder, [folder / "facts.jsonl"])

    scores = score_parser(
        lambda _path: ParserOutcome((TextSpan("| The **fee**\nis $3 |", 2),)), folder, files, known
    )

    assert (scores["pdf"].found, scores["pdf"].placed) == (2, 1)


def test_another_parser_that_raises_costs_only_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("bad")
    (tmp_path / "b.txt").write_text("good")

    with OtherParser(pages) as other:
        outcomes = [other(tmp_path / name) for name in ("a.txt", "b.txt")]

    assert outcomes == [
        ParserOutcome(reason="ValueError: it is bad"),
        ParserOutcome((TextSpan("good", 1),)),
    ]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest"):
        read_manifest(tmp_path, [])
