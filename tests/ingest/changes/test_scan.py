from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.changes.scan import FoundFile, checked_paths, scan
from knowledge.domain.documents import DocumentMetadata, DocumentRecord
from knowledge.domain.errors import InputError


def record(root: Path | str, source: str) -> DocumentRecord:
    return DocumentRecord(
        id=f"{root}/{source}",
        metadata=DocumentMetadata(key=source),
        title=source,
        source=source,
        root=str(root),
        content_hash="",
        passages=1,
    )


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_files_are_found_in_order_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/c.md", ".git/config", "~$b.docx", ".DS_Store", "citewell.yaml")

    found = scan([tmp_path], [])

    assert found.files == [
        FoundFile(tmp_path / "b.md", tmp_path, "b.md"),
        FoundFile(tmp_path / "a/c.md", tmp_path, "a/c.md"),
    ]
    assert found.skipped == []


def test_a_path_inside_a_known_root_is_a_part_of_that_root(tmp_path: Path) -> None:
    put(tmp_path, "in/a.md", "b.md")

    found = scan([tmp_path / "in"], [str(tmp_path)])

    assert found.files == [FoundFile(tmp_path / "in/a.md", tmp_path, "in/a.md")]


def test_only_files_below_the_scanned_path_can_have_vanished(tmp_path: Path) -> None:
    put(tmp_path, "in/a.md")
    gone, elsewhere = record(tmp_path, "in/gone.md"), record(tmp_path, "also-gone.md")
    uploaded = record("upload:handbook", "u.md")

    found = scan([tmp_path / "in"], [str(tmp_path)])

    assert found.vanished([gone, elsewhere, uploaded, record(tmp_path, "in/a.md")]) == [gone]


def test_a_single_file_makes_its_folder_the_root(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b.md")

    found = scan([tmp_path / "a.md"], [])

    assert found.files == [FoundFile(tmp_path / "a.md", tmp_path, "a.md")]
    assert found.vanished([record(tmp_path, "b.md")]) == []


def test_links_that_lead_out_of_the_folder_are_left_out_with_a_reason(tmp_path: Path) -> None:
    put(tmp_path, "out/secret.md", "in/a.md")
    (tmp_path / "in/file.md").symlink_to(tmp_path / "out/secret.md")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out")
    (tmp_path / "in/alias.md").symlink_to(tmp_path / "in/a.md")

    found = scan([tmp_path / "in"], [])

    assert [file.source for file in found.files] == ["a.md", "alias.md"]
    assert sorted(left.source for left in found.skipped) == ["file.md", "folder"]


def test_files_in_a_folder_that_cannot_be_read_have_not_vanished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "closed/a.md", "b.md")
    # Permission bits do not stop root, under whom tests may run.
    monkeypatch.setattr("os.scandir", _refusing(tmp_path / "closed"))

    found = scan([tmp_path], [])

    assert [(left.source, left.reason) for left in found.failed] == [
        ("closed", "the folder cannot be read: Permission denied")
    ]
    assert found.vanished([record(tmp_path, "closed/a.md")]) == []


def test_paths_inside_other_paths_are_scanned_once(tmp_path: Path) -> None:
    put(tmp_path, "in/a.md")

    assert checked_paths([tmp_path / "in", tmp_path, tmp_path]) == [tmp_path]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        checked_paths([tmp_path / "nowhere"])


def _refusing(folder: Path) -> object:
    real = os.scandir

    def _scandir(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(folder))
        return real(path)

    return _scandir


def test_links_are_followed_where_that_is_wanted_but_never_in_circles(tmp_path: Path) -> None:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "in/a.md").write_text("A.")
    (tmp_path / "out/b.md").write_text("B.")
    (tmp_path / "in/file.md").symlink_to(tmp_path / "out/b.md")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out")
    (tmp_path / "out/back").symlink_to(tmp_path / "in")
    (tmp_path / "out/self").symlink_to(tmp_path / "out")

    found = scan([tmp_path / "in"], (), follow_links=True)

    assert [file.source for file in found.files] == ["a.md", "file.md", "folder/b.md"]
    assert [each.source for each in found.skipped] == ["folder/back", "folder/self"]
