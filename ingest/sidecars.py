"""Reads `citewell.yaml` or `citewell.csv`: facts about files that cannot carry front matter."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from ingest.facts import StatedFacts, read_facts
from ingest.loaders.front_matter import read_yaml
from ingest.name_patterns import facts_in_name
from knowledge.errors import DocumentUnreadable

SIDECAR = "citewell.yaml"
TABLE = "citewell.csv"
_FILE = "file"
_FACET = "facet:"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar file; `trouble` says why it cannot be used."""

    defaults: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, object] = field(default_factory=dict)
    file_names: Sequence[object] = ()
    trouble: str = ""
    name: str = SIDECAR


@dataclass(frozen=True, slots=True)
class SidecarFacts:
    """What sidecars say of one file: `entry` by name, `defaults` for all of its folder.

    What a pattern reads from the file's name counts among the defaults, above those written down.
    """

    entry: StatedFacts
    defaults: StatedFacts

    def fingerprint(self) -> str:
        """Return both as text, equal for equal facts."""
        return f"{self.entry.fingerprint()}\n{self.defaults.fingerprint()}"


class Sidecars:
    """The sidecars of one root, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[PurePosixPath, Sidecar] = {}

    def facts_of(self, source: str) -> SidecarFacts:
        """Return what is stated of a file; inner folders win over outer ones.

        Raises:
            DocumentUnreadable: a sidecar above the file is broken, or its entry is wrong.
        """
        entry, defaults = StatedFacts(), StatedFacts()
        path = PurePosixPath(source)
        for folder in reversed(path.parents):
            sidecar = self._sidecar(folder)
            where = str(folder / sidecar.name)
            if sidecar.trouble:
                # Its entries may restrict who reads the file, so we don't go on without them.
                raise DocumentUnreadable(f"{where} {sidecar.trouble}")
            defaults = read_facts(sidecar.defaults, where=f"{where}, defaults").over(defaults)
            name = str(path.relative_to(folder))
            in_name = facts_in_name(name, sidecar.file_names, where=f"{where}, file_names")
            defaults = read_facts(in_name, where=f"{where}, file name {name}").over(defaults)
            stated = sidecar.documents.get(name, {})
            if stated:
                entry = _entry(stated, f"{where}, {name}").over(entry)
        return SidecarFacts(entry=entry, defaults=defaults)

    def names(self) -> list[str]:
        """Return the names in the sidecars read so far, as paths under the root, sorted."""
        return sorted(
            str(folder / name)
            for folder, sidecar in self._read.items()
            for name in sidecar.documents
        )

    def _sidecar(self, folder: PurePosixPath) -> Sidecar:
        if folder not in self._read:
            self._read[folder] = _read_either(self._root / folder)
        return self._read[folder]


def _entry(stated: object, where: str) -> StatedFacts:
    if not isinstance(stated, Mapping):
        raise DocumentUnreadable(f"{where}: must be a mapping of keys and values.")
    return read_facts(stated, where=where)


def _read_either(folder: Path) -> Sidecar:
    table = folder / TABLE
    if not table.is_file():
        return _read(folder / SIDECAR)
    if (folder / SIDECAR).is_file():
        return Sidecar(trouble=f"stands beside {TABLE}; keep one of the two.")
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return Sidecar(trouble=f"cannot be read ({error}); mend it and ingest again.", name=TABLE)
    if any(not (row.get(_FILE) or "").strip() for row in rows):
        return Sidecar(trouble=f"needs a column {_FILE!r} with a name in every row.", name=TABLE)
    return Sidecar(documents={_plain(str(row[_FILE])): _stated(row) for row in rows}, name=TABLE)


def _stated(row: Mapping[str, str | None]) -> Mapping[str, object]:
    """Return a row's facts; empty cells state nothing, `facet:NAME` columns are facets."""
    # Cells beyond the header come under None, as a list: they state nothing that has a name.
    cells = {name: cell for name, cell in row.items() if isinstance(cell, str) and cell.strip()}
    facets = {n.removeprefix(_FACET): c for n, c in cells.items() if n.startswith(_FACET)}
    plain = {n: c for n, c in cells.items() if n != _FILE and not n.startswith(_FACET)}
    return {**plain, **({"facets": facets} if facets else {})}


def _plain(name: str) -> str:
    return str(PurePosixPath(name.strip().replace("\\", "/")))


def _read(path: Path) -> Sidecar:
    try:
        values = read_yaml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Sidecar()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        first_line = str(error).splitlines()[0]
        return Sidecar(trouble=f"cannot be read ({first_line}); mend it and ingest again.")
    return _checked(values) if values else Sidecar()


def _checked(values: object) -> Sidecar:
    if not isinstance(values, dict):
        return Sidecar(trouble="must hold 'documents:' and, if wanted, 'defaults:'.")
    documents, defaults = values.get("documents") or {}, values.get("defaults") or {}
    if not isinstance(documents, dict) or not isinstance(defaults, dict):
        return Sidecar(trouble="has a 'documents' or 'defaults' that is not a mapping.")
    patterns = values.get("file_names") or ()
    if not isinstance(patterns, list | tuple):
        return Sidecar(trouble="has 'file_names' that are not a list of patterns.")
    named = {str(PurePosixPath(str(name).replace("\\", "/"))): v for name, v in documents.items()}
    return Sidecar(defaults=defaults, documents=named, file_names=tuple(patterns))
