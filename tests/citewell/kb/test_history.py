"""`citewell kb history` and `verify` over an embedded store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage, passage_id
from knowledge.files.originals import Originals
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.citewell.schemas import faults


def fees(text: str, version: str, first: date, last: date | None = None) -> list[Passage]:
    made = passage(
        text,
        document_key="fees",
        version=version,
        effective_from=first,
        effective_to=last,
    )
    return [replace(made, id=passage_id(made.document_id, 0, text))]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    published(
        EdgeStore(folder / "kb"),
        "desk",
        fees("The copay is $20. Ask us.", "1", date(2025, 1, 1), date(2025, 6, 30)),
        fees("The copay is $25. Ask us.", "2", date(2026, 1, 1), date(2026, 12, 31)),
        fees("The copay is $30. Ask us.", "3", date(2026, 7, 1)),
    ).close()
    (folder / "a.md").write_text("x")
    Originals(folder / "originals" / "desk").keep("0" * 64, folder / "a.md")
    return folder


@pytest.fixture(autouse=True)
def _there(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(filled))
    monkeypatch.chdir(filled)


def kb(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def test_history_tells_when_each_version_is_in_force_and_what_is_odd() -> None:
    lines = kb("history", "fees", "--kb", "desk").splitlines()

    assert [line.split()[:4] for line in lines[1:4]] == [
        ["1", "2025-01-01", "to", "2025-06-30"],
        ["2", "2026-01-01", "to", "2026-06-30"],
        ["3", "2026-07-01", "to", "..."],
    ]
    assert lines[4:] == [
        "note: 'fees': version '1' and '2' leave a gap: nothing is in force from 2025-07-01 to "
        "2025-12-31.",
        "note: 'fees': version '2' states that it ends on 2026-12-31, but '3' begins on "
        "2026-07-01: the days from 2026-07-01 on are answered from '3'.",
    ]


def test_history_shows_what_changed_between_two_versions() -> None:
    assert kb("history", "fees", "--kb", "desk", "--diff", "1", "2").splitlines() == [
        "Guide",
        "  - The copay is $20.",
        "  + The copay is $25.",
        "    figures: $20 -> $25",
    ]


def test_a_program_can_read_the_history() -> None:
    told = json.loads(kb("history", "fees", "--kb", "desk", "--diff", "1", "3", "--json"))

    assert faults(told, "kb-history") == []
    assert [version["last_day"] for version in told["versions"]] == [
        "2025-06-30",
        "2026-06-30",
        None,
    ]
    assert told["changes"][0]["figures_after"] == ["$30"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history", "nope", "--kb", "desk"), "no document with the key 'nope'"),
        (
            ("history", "fees", "--kb", "desk", "--diff", "1", "9"),
            "no version '9'; there are '1', '2', '3'",
        ),
    ],
)
def test_what_is_not_there_is_named(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        kb(*arguments)


def test_a_sound_knowledge_base_passes() -> None:
    told = kb("verify", "--kb", "desk")

    assert told == (
        "'desk', generation 1: 3 documents, 3 passages checked; everything is as it should be.\n"
    )


def test_a_lost_original_fails_the_check_and_is_named(tmp_path: Path, filled: Path) -> None:
    moved = tmp_path / "originals"
    (filled / "originals").rename(moved)
    try:
        told = json.loads(kb("verify", "--kb", "desk", "--json", code=1))
    finally:
        moved.rename(filled / "originals")

    assert faults(told, "kb-verify") == []
    assert [fault["version"] for fault in told["faults"]] == ["1", "2", "3"]
