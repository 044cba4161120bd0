"""`citewell kb import`, `backup` and `restore`: a knowledge base out of one place into another."""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated, TextIO

import typer

from citewell.kb.purging import tombstones_of
from knowledge.archive import archive_lines, counted, read_archive
from knowledge.documents import DocumentRecord
from knowledge.errors import InputError
from knowledge.names import checked_name
from knowledge.passages import rows_of
from knowledge.settings import Settings
from knowledge.store import Store
from knowledge.stores import open_store

_LINES = "knowledge-base.jsonl"
_STONES = "tombstones.json"
_SETTINGS = "settings.json"
_ORIGINAL = re.compile(r"originals/[0-9a-f]{2}/[0-9a-f]{64}\.[0-9A-Za-z_-]{1,16}")
_SHAPING = ("embedding_", "bm25_", "passage_tokens", "default_group")

File = Annotated[Path, typer.Argument(metavar="FILE")]


def import_command(
    file: File,
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The new knowledge base.")],
) -> None:
    """Make a knowledge base from what 'kb export --vectors' wrote; nothing is embedded."""
    settings = Settings()
    with file.open(encoding="utf-8") as lines:
        taken = _taken_in(lines, open_store(settings), settings, checked_name(kb))
    typer.echo(f"Imported {counted(taken)} into {kb!r}.")


def backup(
    file: File,
    *,
    kb: Annotated[str, typer.Option(metavar="NAME", help="The knowledge base.")],
) -> None:
    """Write passages, vectors, originals, settings and tombstones into one tar file."""
    settings = Settings()
    draft = file.with_name(f".{file.name}.part")
    with closing(open_store(settings).open(kb)) as reader, tempfile.TemporaryFile("w+b") as lines:
        for line in archive_lines(reader):
            lines.write(f"{line}\n".encode())
        records = reader.documents()
        hashes = {record.content_hash for record in records}
        try:
            with tarfile.open(draft, "w") as archive:
                _add_open(archive, _LINES, lines)
                _add_text(archive, _SETTINGS, json.dumps(_shaping(settings), indent=2))
                _add_text(archive, _STONES, tombstones_of(settings, kb).as_json())
                folder = settings.data_dir / "originals" / kb
                for path in sorted(folder.glob("??/*.*")):
                    if path.stem in hashes:
                        name = f"originals/{path.relative_to(folder).as_posix()}"
                        archive.add(path, name, recursive=False)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    typer.echo(f"Backed up {kb!r} ({counted(records)}) to {file}.")


def restore(
    file: File,
    *,
    kb: Annotated[
        str, typer.Option(metavar="NAME", help="Under this name; else the one it had.")
    ] = "",
) -> None:
    """Make a knowledge base from a backup; what was purged since stays away."""
    settings = Settings()
    try:
        with tarfile.open(file) as archive:
            names = set(archive.getnames())
            if _LINES not in names:
                raise InputError(f"{file} is no backup: it holds no {_LINES}.")
            name = checked_name(kb or _name_in(archive))
            stones = tombstones_of(settings, name)
            stones.adopt(_text(archive, _STONES).read() if _STONES in names else "[]")
            taken = _taken_in(_text(archive, _LINES), open_store(settings), settings, name)
            hashes = {record.content_hash for record in taken}
            _put_originals(archive, settings.data_dir / "originals" / name, hashes)
    except (tarfile.TarError, EOFError) as error:
        raise InputError(f"{file} is no backup or is damaged: {error}.") from error
    typer.echo(f"Restored {counted(taken)} into {name!r}.")


def _taken_in(lines: TextIO, store: Store, settings: Settings, name: str) -> list[DocumentRecord]:
    if name in store.names():
        raise InputError(
            f"There is a knowledge base {name!r} already. Choose another name with --kb, or delete "
            f"it first: citewell kb delete {name}"
        )
    archive = read_archive(lines)
    stones = tombstones_of(settings, name)
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
        raise InputError(f"The backup is damaged: {name} in it is no file.")
    return io.TextIOWrapper(member, encoding="utf-8")


def _shaping(settings: Settings) -> dict[str, object]:
    values = settings.model_dump(mode="json", exclude={"embedding_api_key", "store_api_key"})
    return {name: value for name, value in values.items() if name.startswith(_SHAPING)}


def _add_open(archive: tarfile.TarFile, name: str, file: io.BufferedRandom) -> None:
    member = tarfile.TarInfo(name)
    member.size = file.tell()
    file.seek(0)
    archive.addfile(member, file)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))
