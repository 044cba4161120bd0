from __future__ import annotations

from ingest.loaders.registry import LOADERS
from ingest.suffixes import SUPPORTED, reason_to_skip


def test_the_suffixes_that_are_said_to_be_read_have_a_loader() -> None:
    assert frozenset(LOADERS) == SUPPORTED


def test_a_file_is_skipped_with_the_reason_of_its_suffix() -> None:
    reasons = [reason_to_skip(n) for n in ("a.PDF", "a.xlsx", "a.zip", "a.tif", "a.xyz", "README")]

    assert reasons == [
        "",
        "format not supported yet: spreadsheets (.xlsx).",
        "archives (.zip) are not opened; unpack it and ingest the folder",
        "images (.tif) need OCR, which is not supported yet",
        "format not supported: .xyz",
        "format not supported: no suffix",
    ]
