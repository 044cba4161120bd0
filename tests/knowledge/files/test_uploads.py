"""Uploads: safe names, bounded sizes, each file in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import InputError
from knowledge.files.uploads import Uploads, safe_name

WEEK = 7 * 24 * 3600


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads" / "hr", most_megabytes=1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Leave.pdf", "Leave.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\Leave.pdf", "Leave.pdf"),
        (".hidden.md", "hidden.md"),
        ("~$Leave.docx", "$Leave.docx"),
        ("a\u202egpj.md", "agpj.md"),
        ('a:b*c?"<>|.md', "a_b_c_____.md"),
        ("a\x00b.md", "ab.md"),
        ("Urlaub u\u0308ber.md", "Urlaub \u00fcber.md"),
        (f"{'a' * 300}.pdf", f"{'a' * 116}.pdf"),
    ],
)
def test_a_name_is_made_fit_for_every_file_system(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", "/", "citewell.yaml", "Citewell.CSV", "\u200b"])
def test_a_name_of_which_nothing_is_left_or_that_steers_an_ingest_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="Rename the file"):
        safe_name(given)


def test_a_file_is_kept_with_what_is_stated_of_it(uploads: Uploads) -> None:
    upload = uploads.take("leave.md", b"# Leave", {"version": "2026", "owner": "", "groups": []})

    sidecar = (upload.root / "citewell.yaml").read_text("utf-8")

    assert (upload.root / "leave.md").read_bytes() == b"# Leave"
    assert sidecar == (
        '{"defaults": {"document_key": "leave.md"}, "documents": {"leave.md": {"version": "2026"}}}'
    )
    assert uploads.roots([upload.id]) == [upload.root]
    assert uploads.holds(str(upload.root))


@pytest.mark.parametrize(("content", "why"), [(b"", "is empty"), (b"x" * 1_000_001, "up to 1 MB")])
def test_an_empty_or_too_large_file_is_refused(uploads: Uploads, content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        uploads.take("leave.md", content, {})


@pytest.mark.parametrize("identifier", ["../../../etc", "0" * 32, ""])
def test_what_is_no_upload_cannot_be_read(uploads: Uploads, identifier: str) -> None:
    with pytest.raises(InputError, match="Upload it again"):
        uploads.roots([identifier])


def test_nothing_outside_of_the_uploads_can_be_discarded(uploads: Uploads, tmp_path: Path) -> None:
    outside = tmp_path / "kept"
    outside.mkdir()

    uploads.discard(["../../kept", str(outside)])

    assert outside.is_dir()


def test_uploads_of_a_week_ago_that_came_to_nothing_go(uploads: Uploads) -> None:
    used, unused = (uploads.take("a.md", b"a", {}) for _ in range(2))
    later = unused.root.stat().st_mtime + WEEK + 1

    too_early = uploads.discard_unused([str(used.root)], now=later - 60)
    gone = uploads.discard_unused([str(used.root)], now=later)

    assert (too_early, gone) == ([], [unused.id])
    assert used.root.is_dir()
