"""Word documents are read as what they hold, whatever their names say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders.document_content import load_word
from knowledge.errors import DocumentUnreadable


@pytest.mark.parametrize("suffix", [".doc", ".docx"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (rb"{\rtf1\ansi The fee is 79 dollars.\par}", "Rich Text"),
        (b"<html xmlns:w='urn:x'><body><p>The fee is 79 dollars.</p></body></html>", "an HTML"),
    ],
)
def test_rich_text_and_pages_under_words_names_are_read(
    tmp_path: Path, suffix: str, content: bytes, kind: str
) -> None:
    path = tmp_path / f"fees{suffix}"
    path.write_bytes(content)

    loaded = load_word(path)

    texts = [block.text.strip() for section in loaded.sections for block in section.blocks]
    assert texts == ["The fee is 79 dollars."]
    assert kind in loaded.warnings[-1]


@pytest.mark.parametrize("name", ["a.doc", "a.docx"])
def test_other_files_are_refused_as_before(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 no document")

    with pytest.raises(DocumentUnreadable):
        load_word(tmp_path / name)
