from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.formats import (
    SUPPORTED,
    plug_ins,
    reason_to_skip,
)
from ingest.loaders.registry import LOADERS, loaders_for
from ingest.parsing.parser_process import ParsingProcess
from knowledge.domain.errors import DocumentUnreadable


def test_the_suffixes_that_are_said_to_be_read_have_a_loader() -> None:
    assert frozenset(LOADERS) == SUPPORTED


def test_what_was_asked_for_is_not_skipped_and_has_a_loader() -> None:
    options = LoadingOptions(ocr=True, archives=True)

    reasons = [reason_to_skip(name, options) for name in ("a.zip", "a.png")]

    assert reasons == ["", ""]
    assert {".zip", ".png"} <= set(loaders_for(options))


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package that declares loaders for .acme and .broken, and claims .md."""
    site = tmp_path / "site"
    (site / "acme-1.0.dist-info").mkdir(parents=True)
    (site / "acme-1.0.dist-info" / "METADATA").write_text("Name: acme\nVersion: 1.0\n")
    (site / "acme-1.0.dist-info" / "entry_points.txt").write_text(
        "[citewell.loaders]\nacme = acme:load\nbroken = acme:missing\nmd = acme:load\n"
    )
    (site / "acme.py").write_text(
        "from ingest.loaders.content.outline import Loaded, Outline\n"
        "def load(path):\n"
        "    outline = Outline()\n"
        "    outline.block(path.read_text())\n"
        "    return Loaded(outline.sections())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.syspath_prepend(site)
    plug_ins.cache_clear()
    yield site
    plug_ins.cache_clear()


@pytest.mark.usefixtures("plug_in")
def test_another_package_adds_a_format_and_replaces_none(tmp_path: Path) -> None:
    (tmp_path / "a.acme").write_text("Notice is given in writing.")
    (tmp_path / "a.md").write_text("# Notice\n\nSixty days.")

    with ParsingProcess() as parser:
        added, ours = parser.load(tmp_path / "a.acme"), parser.load(tmp_path / "a.md")

    assert (reason_to_skip("a.acme"), set(plug_ins())) == ("", {".acme", ".broken"})
    assert [block.text for block in added.sections[0].blocks] == ["Notice is given in writing."]
    assert ours.sections[0].headings == ("Notice",)


@pytest.mark.usefixtures("plug_in")
def test_a_plug_in_that_does_not_load_refuses_its_own_files_only(tmp_path: Path) -> None:
    (tmp_path / "a.broken").write_text("Text.")
    (tmp_path / "b.acme").write_text("Text.")

    with ParsingProcess() as parser:
        with pytest.raises(DocumentUnreadable, match="'acme:missing' does not load"):
            parser.load(tmp_path / "a.broken")
        loaded = parser.load(tmp_path / "b.acme")

    assert loaded.sections[0].blocks[0].text == "Text."
