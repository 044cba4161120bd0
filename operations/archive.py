"""Brings a knowledge base out of one place into another: imports, backups."""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TextIO

from knowledge.care.archive import archive_lines, read_archive
from knowledge.care.curator_records import CuratorRecords
from knowledge.common.names import checked_name
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError
from knowledge.domain.passages import rows_of
from knowledge.opening.stores import open_store
from knowledge.settings.parts import StoreSettings
from knowledge.settings.settings import Settings
from knowledge.settings.variables import by_variable
from knowledge.store.protocol import Store

_LINES = "knowledge-base.jsonl"
_STONES = "tombstones.json"
_SETTINGS = "settings.json"
_ORIGINAL = re.compile(r"originals/[0-9a-f]{2}/[0-9a-f]{64}\.[0-9A-Za-z_-]{1,16}")
_SHAPING = ("embedding_", "bm25_", "passage_tokens", "default_group")


def import_archive(
    store: StoreSettings, data_dir: Path, file: Path, name: str
) -> Sequence[DocumentRecord]:
    """Make a knowledge base from exported lines; return its documents.

    Raises:
        InputError: there is one of this name already, or the file is none.
    """
    with file.open(encoding="utf-8") as lines:
        return _put_all(lines, open_store(store, data_dir), data_dir, checked_name(name))


def back_up(settings: Settings, name: str, file: Path) -> Sequence[DocumentRecord]:
    """Write passages, vectors, originals, settings and tombstones into one tar file."""
    draft = file.with_name(f".{file.name}.part")
    with (
        closing(open_store(settings.store, settings.data_dir).open(name)) as reader,
        tempfile.TemporaryFile("w+b") as lines,
    ):
        for line in archive_lines(reader):
            lines.write(f"{line}\n".encode())
        records = reader.documents()
        hashes = {record.content_hash for record in records}
        try:
            with tarfile.open(draft, "w") as archive:
                _add_open(archive, _LINES, lines)
                _add_text(archive, _SETTINGS, json.dumps(_shaping(settings), indent=2))
                stones = CuratorRecords(settings.data_dir, name).tombstones
                _add_text(archive, _STONES, stones.as_json())
                folder = settings.data_dir / "originals" / name
                for path in sorted(folder.glob("??/*.*")):
                    if path.stem in hashes:
                        place = f"originals/{path.relative_to(folder).as_posix()}"
                        archive.add(path, place, recursive=False)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    return records


def restore_backup(
    store: StoreSettings, data_dir: Path, file: Path, name: str = ""
) -> tuple[str, Sequence[DocumentRecord]]:
    """Make a knowledge base from a backup, under its old name unless one is given.

    Raises:
        InputError: it is no backup, is damaged, or there is one of this name already.
    """
    try:
        with tarfile.open(file) as archive:
            names = set(archive.getnames())
            if _LINES not in names:
                raise InputError(f"{file} is no backup: it holds no {_LINES}.")
            name = checked_name(name or _name_in(archive))
            stones = CuratorRecords(data_dir, name).tombstones
            stones.adopt(_text(archive, _STONES).read() if _STONES in names else "[]")
            taken = _put_all(_text(archive, _LINES), open_store(store, data_dir), data_dir, name)
            hashes = {record.content_hash for record in taken}
            _put_originals(archive, data_dir / "originals" / name, hashes)
    except (tarfile.TarError, EOFError) as error:
        raise InputError(f"{file} is no backup or is damaged: {error}.") from error
    return name, taken


def _put_all(lines: TextIO, store: Store, data_dir: Path, name: str) -> list[DocumentRecord]:
    if name in store.names():
        raise InputError(
            f"There is a knowledge base {name!r} already. Choose another name with --kb, or delete "
            f"it first: citewell kb delete {name}"
        )
    archive = read_archive(lines)
    stones = CuratorRecords(data_dir, name).tombstones
    taken: list[DocumentRecord] = []
    with store.write(name, archive.manifest) as writer:
        for document in archive.documents:
            if stones.purged([document.record]):
                continue
            vectors = rows_of(document.stored, archive.manifest.embedder.dimension)
            writer.put(document.record, [each.passage for each in document.stored], vectors)
            taken.append(document.record)
        writer.publish()
    return taken


def _put_originals(archive: tarfile.TarFile, folder: Path, hashes: set[str]) -> None:
    for member in archive:
        # Names are checked, so that no archive can write elsewhere.
        if not (member.isfile() and _ORIGINAL.fullmatch(member.name)):
            continue
        place = Path(member.name)
        data = archive.extractfile(member)
        if place.stem in hashes and data is not None:
            target = folder / place.parent.name / place.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.read())


def _name_in(archive: tarfile.TarFile) -> str:
    return read_archive(_text(archive, _LINES)).name


def _text(archive: tarfile.TarFile, name: str) -> TextIO:
    member = archive.extractfile(name)
    if member is None:
        raise InputError(f"The backup is damaged: {name} in it is not a file.")
    return io.TextIOWrapper(member, encoding="utf-8")


def _shaping(settings: Settings) -> dict[str, object]:
    shaping = {name.lower(): value for name, value in by_variable(settings).items()}
    return {
        name: value
        for name, value in shaping.items()
        if name.startswith(_SHAPING) and name != "embedding_api_key"
    }


def _add_open(archive: tarfile.TarFile, name: str, file: io.BufferedRandom) -> None:
    member = tarfile.TarInfo(name)
    member.size = file.tell()
    file.seek(0)
    archive.addfile(member, file)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))
