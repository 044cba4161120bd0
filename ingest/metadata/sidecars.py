"""Reads `citewell.yaml` or `citewell.csv`: metadata of files that cannot carry front matter."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from ingest.metadata.fields import StatedMetadata, folded_key, read_metadata
from ingest.metadata.name_patterns import metadata_in_name
from ingest.metadata.plain_yaml import read_yaml
from knowledge.domain.errors import DocumentUnreadable

SIDECAR = "citewell.yaml"
TABLE = "citewell.csv"
_NAMES = (SIDECAR, "citewell.yml", TABLE)
_SPELT = ("yaml.txt", "yml.txt", "csv.txt", "txt", "json", "toml", "xlsx", "tsv")
_UNREAD = tuple(f"citewell.{ending}" for ending in _SPELT)
"""Names that editors and people give a sidecar; their files wait until it is called otherwise."""
_PARTS = ("documents", "defaults", "file_names")
_FILE = "file"
_FACET = "facet:"
_MOST_BYTES = 16 * 1024**2
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar file; `trouble` says why it cannot be used.

    `documents` are by the names that are written, `alike` has those names by their folded form.
    """

    defaults: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, object] = field(default_factory=dict)
    alike: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file_names: Sequence[object] = ()
    trouble: str = ""
    name: str = SIDECAR

    def name_of(self, path: str, where: str) -> str:
        """Return the name that means a file, nothing if none does.

        The same letters count, however they are composed and in whatever case: that is how
        archives, other systems and people write names.

        Raises:
            DocumentUnreadable: several names mean it, or one means a folder that it lies in.
        """
        if path in self.documents:
            return path
        names = self.alike.get(folded_path(path), ())
        if len(names) > 1:
            raise DocumentUnreadable(
                f"{where} names {' and '.join(map(repr, sorted(names)))}, which both may mean "
                f"{path!r}. Write the file's name as it is."
            )
        for folder in map(str, PurePosixPath(path).parents):
            if folder in self.documents or folded_path(folder) in self.alike:
                raise DocumentUnreadable(
                    f"{where} names the folder {folder!r}. Name its files, or state its facts in a "
                    f"sidecar inside it, under defaults; until then its files are left out."
                )
        if not names and self._lacks_suffix(path):
            raise DocumentUnreadable(
                f"{where} names {str(PurePosixPath(path).with_suffix(''))!r}, which may mean "
                f"{path!r}. Write the file's whole name."
            )
        return names[0] if names else ""

    def _lacks_suffix(self, path: str) -> bool:
        # Some systems show names without their suffix, and so they are written down.
        return folded_path(str(PurePosixPath(path).with_suffix(""))) in self.alike


@dataclass(frozen=True, slots=True)
class SidecarMetadata:
    """What sidecars say of one file: `entry` by name, `defaults` for all of its folder.

    What a pattern reads from the file's name counts among the defaults, above those written down.
    """

    entry: StatedMetadata
    defaults: StatedMetadata

    def fingerprint(self) -> str:
        """Return both as text, equal for equal facts."""
        return f"{self.entry.fingerprint()}\n{self.defaults.fingerprint()}"


class Sidecars:
    """The sidecars of one root, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[PurePosixPath, Sidecar] = {}
        self._met: set[tuple[PurePosixPath, str]] = set()

    def metadata_of(self, source: str) -> SidecarMetadata:
        """Return what is stated of a file; inner folders win over outer ones.

        Raises:
            DocumentUnreadable: a sidecar above the file is broken, or its entry is wrong.
        """
        entry, defaults = StatedMetadata(), StatedMetadata()
        path = PurePosixPath(source)
        for folder in reversed(path.parents):
            sidecar = self._sidecar(folder)
            where = str(folder / sidecar.name)
            if sidecar.trouble:
                # Its entries may restrict who reads the file, so we don't go on without them.
                raise DocumentUnreadable(f"{where} {sidecar.trouble}")
            defaults = read_metadata(sidecar.defaults, where=f"{where}, defaults").over(defaults)
            name = str(path.relative_to(folder))
            in_name = metadata_in_name(name, sidecar.file_names, where=f"{where}, file_names")
            defaults = read_metadata(in_name, where=f"{where}, file name {name}").over(defaults)
            written = sidecar.name_of(name, where)
            if written:
                self._met.add((folder, written))
            stated = sidecar.documents.get(written)
            if stated:
                entry = _entry(stated, f"{where}, {written}").over(entry)
        return SidecarMetadata(entry=entry, defaults=defaults)

    def misnamed(self) -> list[str]:
        """Return a warning for each name in the sidecars read so far that no file has."""
        names = sorted(
            (str(folder / name), str(folder / sidecar.name))
            for folder, sidecar in self._read.items()
            for name in sidecar.documents
            if (folder, name) not in self._met and not (self._root / folder / name).exists()
        )
        return [
            f"{where} names {name!r}, but there is no such file in {str(self._root)!r}."
            for name, where in names
        ]

    def _sidecar(self, folder: PurePosixPath) -> Sidecar:
        if folder not in self._read:
            self._read[folder] = _read_any(self._root / folder)
        return self._read[folder]


def is_sidecar(name: str) -> bool:
    """Tell whether a file of this name states metadata of others, in whatever case."""
    return _named_like(name) in (*_NAMES, *_UNREAD)


def _named_like(name: str) -> str:
    return "".join(folded_path(name).split())


def folded_path(path: str) -> str:
    """Return a path as paths are compared: composed, without case and what nobody sees."""
    seen = "".join(sign for sign in path if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _entry(stated: object, where: str) -> StatedMetadata:
    if not isinstance(stated, Mapping):
        raise DocumentUnreadable(f"{where}: must be a mapping of keys and values.")
    return read_metadata(stated, where=where)


def _read_any(folder: Path) -> Sidecar:
    try:
        names = sorted(name for name in os.listdir(folder) if is_sidecar(name))  # noqa: PTH208
    except OSError:
        # The file itself cannot be opened then either, and says so.
        return Sidecar()
    if not names:
        return Sidecar()
    if len(names) > 1:
        return Sidecar(trouble=f"stands beside {names[1]}; keep one of the two.", name=names[0])
    if _named_like(names[0]) in _UNREAD or " " in names[0]:
        told = f"is not read under this name; call it {SIDECAR} or {TABLE}."
        return Sidecar(trouble=told, name=names[0])
    try:
        text = _text_of(folder / names[0])
        read = _table if names[0].casefold() == TABLE else _mapping
        found = read(text)
    except (OSError, ValueError, csv.Error, yaml.YAMLError, DocumentUnreadable) as error:
        said = (str(error) or "broken").splitlines()[0][:200]
        found = Sidecar(trouble=f"cannot be read ({said}); mend it and ingest again.")
    return Sidecar(
        found.defaults, found.documents, found.alike, found.file_names, found.trouble, names[0]
    )


def _text_of(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(f"more than {_MOST_BYTES // 1024**2} MB")
    return data.decode("utf-8-sig")


def _table(text: str) -> Sidecar:
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(rows, [])]
    if [folded_key(name) for name in header].count(_FILE) != 1:
        return Sidecar(trouble=f"needs a column {_FILE!r} with a name in every row.")
    place = [folded_key(name) for name in header].index(_FILE)
    stated: list[tuple[str, object]] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        name = row[place].strip() if place < len(row) else ""
        if not name or any(cell.strip() for cell in row[len(header) :]):
            return Sidecar(
                trouble=f"needs a column {_FILE!r} with a name in every row, and no more cells "
                f"than columns: see line {rows.line_num}."
            )
        stated.append((name, _stated(header, row, place)))
    return _named(stated)


def _stated(header: Sequence[str], row: Sequence[str], place: int) -> Mapping[str, object]:
    """Return a row's metadata; empty cells state nothing, `facet:NAME` columns are facets."""
    metadata: dict[str, object] = {}
    facets: dict[str, str] = {}
    for at, (column, cell) in enumerate(zip(header, row, strict=False)):
        if at == place or not cell.strip():
            continue
        if column.casefold().startswith(_FACET):
            facets[column[len(_FACET) :].strip()] = cell
        elif column in metadata:
            raise ValueError(f"two columns {column[:_SHOWN]!r}")
        else:
            metadata[column] = cell
    return {**metadata, **({"facets": facets} if facets else {})}


def _mapping(text: str) -> Sidecar:
    values = read_yaml(text)
    if values is None or values == "":
        return Sidecar()
    if not isinstance(values, Mapping):
        return Sidecar(trouble="must hold 'documents:' and, if wanted, 'defaults:'.")
    parts = {folded_key(key): value for key, value in values.items()}
    other = next((key for key in values if folded_key(key) not in _PARTS), "")
    if other or len(parts) < len(values):
        # An entry at the outermost level would otherwise be passed over in silence.
        return Sidecar(
            trouble=f"holds {other[:_SHOWN]!r}; it may hold each of {', '.join(_PARTS)} once."
        )
    documents, defaults = parts.get("documents") or {}, parts.get("defaults") or {}
    if not isinstance(documents, Mapping) or not isinstance(defaults, Mapping):
        return Sidecar(trouble="has a 'documents' or 'defaults' that is not a mapping.")
    patterns = parts.get("file_names") or ()
    if isinstance(patterns, str | Mapping):
        return Sidecar(trouble="has 'file_names' that are not a list of patterns.")
    found = _named(documents.items())
    return Sidecar(defaults, found.documents, found.alike, tuple(patterns), found.trouble)


def _named(stated: Iterable[tuple[str, object]]) -> Sidecar:
    """Return entries by their files' names."""
    documents: dict[str, object] = {}
    alike: dict[str, list[str]] = {}
    for written, metadata in stated:
        name = str(PurePosixPath(written.strip().replace("\\", "/").lstrip("/")))
        if "*" in name:
            return Sidecar(
                trouble=f"names {name[:_SHOWN]!r}; name each file, or use defaults or file_names."
            )
        if name in documents:
            return Sidecar(trouble=f"names {name[:_SHOWN]!r} twice; keep one of the two.")
        documents[name] = metadata
        alike.setdefault(folded_path(name), []).append(name)
    return Sidecar(documents=documents, alike=alike)
