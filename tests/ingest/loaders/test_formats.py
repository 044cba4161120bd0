from __future__ import annotations

from pathlib import Path

import pytest

import tests
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.formats import (
    ARCHIVES,
    IMAGES,
    MAIL,
    PDF,
    PLAIN,
    Format,
    reason_to_skip,
    shaped_by,
)


def test_a_file_is_skipped_with_the_reason_of_its_suffix() -> None:
    names = ("a.PDF", "a.xlsx", "a.zip", "a.gz", "a.tif", "a.gif", "a.wpd", "a.xyz", "README")

    assert [reason_to_skip(name) for name in names] == [
        "",
        "",
        "archives (.zip) are opened only on request: set CITEWELL_ARCHIVES=on, or unpack it and "
        "ingest the folder",
        "archives (.gz) are not opened; unpack it and ingest the folder",
        "images (.tif) need OCR: install tesseract and set CITEWELL_OCR=on",
        "images (.gif) are not read; save it as PDF or PNG",
        "format not supported: old or other word-processor files (.wpd). Save it as .docx.",
        "format not supported: .xyz",
        "format not supported: no suffix",
    ]


def test_options_are_hashed_only_with_files_that_they_shape() -> None:
    options = LoadingOptions(ocr=True)

    assert shaped_by("a.md", options) == ""
    assert shaped_by("a.pdf", options) != shaped_by("a.pdf", LoadingOptions())


def test_options_survive_the_way_to_the_parsing_process() -> None:
    options = LoadingOptions(ocr=True, ocr_language="deu", ocr_page_seconds=3.5, archives=True)

    assert LoadingOptions.parse(options.fingerprint()) == options


@pytest.mark.parametrize("kind", [*PLAIN, PDF, IMAGES, *MAIL, ARCHIVES], ids=lambda k: k.loader)
def test_every_format_stands_in_the_guide(kind: Format) -> None:
    guide = Path(str(tests.__file__)).resolve().parents[1] / "docs" / "guide" / "formats.md"

    assert f"`{kind.suffixes[0]}`" in guide.read_text(encoding="utf-8")
