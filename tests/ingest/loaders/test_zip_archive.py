from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.registry import LOADERS, loaders_for
from ingest.loaders.zip_archive import load_zip
from knowledge.domain.documents import Block, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def archive(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def test_files_in_an_archive_stand_under_their_names(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", **{"rules__fees_md": "# Fees\n\nTen.", "a_bin": "x"})

    loaded = load_zip(path, loaders=LOADERS)

    assert loaded.sections == (
        Section(("rules/fees.md", "Fees"), (Block("Ten.", place="file rules/fees.md"),)),
    )
    assert loaded.warnings == (
        "'a.bin' inside it was not read: files of type .bin are not read here.",
    )


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", a_txt="deep").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as outer:
        outer.writestr("inner.zip", inner)

    loaded = loaders_for(LoadingOptions(archives=True))[".zip"](tmp_path / "a.zip")

    assert loaded.sections == ()
    assert "inner.zip" in loaded.warnings[0]


def test_archives_have_no_loader_unless_asked_for() -> None:
    assert ".zip" not in LOADERS


def test_a_bomb_is_refused_by_what_it_says_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(33):
            made.writestr(f"{number}.txt", b"")
    data = (tmp_path / "a.zip").read_bytes()
    # Each entry of the directory is made to claim 64 MiB.
    claimed = data.replace(b"PK\x01\x02", b"PK\x01\x02").split(b"PK\x01\x02")
    size = (64 * 1024**2).to_bytes(4, "little")
    lying = claimed[0] + b"".join(b"PK\x01\x02" + c[:20] + size + c[24:] for c in claimed[1:])
    (tmp_path / "a.zip").write_bytes(lying)

    with pytest.raises(DocumentUnreadable, match="at most"):
        load_zip(tmp_path / "a.zip", loaders=LOADERS)


def test_a_damaged_archive_is_refused(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="damaged"):
        load_zip(write("a.zip", b"PK\x03\x04 nothing"), loaders=LOADERS)


def test_an_archive_with_a_sidecar_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", in__CITEWELL_csv="file,groups\na.md,hr\n", in__a_md="T.")

    with pytest.raises(DocumentUnreadable, match=r"CITEWELL\.csv.*may limit who sees"):
        load_zip(path, loaders=LOADERS)


def test_a_file_in_an_archive_that_limits_its_readers_is_left_out(tmp_path: Path) -> None:
    files = {"a_md": "---\ngroups: [hr]\n---\nSecret.", "b_md": "Open."}

    loaded = load_zip(archive(tmp_path / "a.zip", **files), loaders=LOADERS)

    assert [block.text for section in loaded.sections for block in section.blocks] == ["Open."]
    assert "'a.md' inside it was not read: it limits who sees it" in loaded.warnings[0]
