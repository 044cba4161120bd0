from __future__ import annotations

from pathlib import Path

import pytest

from ingest.parsing import ParsingProcess
from knowledge.documents import Block, Section
from knowledge.errors import DocumentUnreadable

NAUGHTY = "tests.ingest.naughty_worker"
"""A worker whose loader hangs, dies or takes memory, as the file's text says."""


def put(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text)
    return path


def test_a_file_is_loaded_in_another_process(tmp_path: Path) -> None:
    with ParsingProcess() as parser:
        loaded = parser.load(put(tmp_path, "Hello."))

    assert loaded.sections == (Section((), (Block("Hello."),)),)


def test_the_reason_of_a_loader_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")

    with ParsingProcess() as parser, pytest.raises(DocumentUnreadable, match="0 bytes"):
        parser.load(path)


@pytest.mark.parametrize(
    ("deed", "reason"), [("die", "crashed"), ("hang", "longer than"), ("eat", "more memory")]
)
def test_a_parser_that_misbehaves_costs_its_file_and_no_other(
    tmp_path: Path, deed: str, reason: str
) -> None:
    with ParsingProcess(seconds_per_file=3, memory_bytes=1024**3, module=NAUGHTY) as parser:
        with pytest.raises(DocumentUnreadable, match=reason):
            parser.load(put(tmp_path, deed))

        assert parser.load(put(tmp_path, "behave")).title == "behave"
