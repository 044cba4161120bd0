from __future__ import annotations

from pathlib import Path

import pytest

from ingest.parsing.parser_process import ParsingProcess
from knowledge.domain.documents import Block, Section
from knowledge.domain.errors import ConfigurationError, DocumentUnreadable

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
    with ParsingProcess(seconds_per_file=10, memory_bytes=1024**3, module=NAUGHTY) as parser:
        with pytest.raises(DocumentUnreadable, match=reason):
            parser.load(put(tmp_path, deed))

        assert parser.load(put(tmp_path, "behave")).title == "behave"


def test_the_parser_is_told_no_keys_and_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_LLM_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    with ParsingProcess(module=NAUGHTY) as parser:
        told = parser.load(put(tmp_path, "tell")).title.split()

    assert "secret" not in " ".join(told)
    assert {"PATH", "LC_ALL", "PYTHONPATH"} <= {each.partition("=")[0] for each in told}


@pytest.mark.parametrize("deed", ["pickle", "lie", "boast"])
def test_what_a_parser_sends_is_checked_and_never_run(tmp_path: Path, deed: str) -> None:
    with ParsingProcess(module=NAUGHTY) as parser:
        with pytest.raises(DocumentUnreadable, match="crashed"):
            parser.load(put(tmp_path, deed))

        assert parser.load(put(tmp_path, "behave")).title == "behave"

    assert not (tmp_path / "run").exists()


def test_a_parser_that_cannot_start_is_no_fault_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")

    with (
        ParsingProcess(module="tests.ingest.no_such_worker") as parser,
        pytest.raises(ConfigurationError, match=r"does not start \(.*no_such_worker") as caught,
    ):
        parser.load(tmp_path / "a.md")

    assert "pip install" in str(caught.value)
