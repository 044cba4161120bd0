"""Reads `citewell.yaml`: facts about the files of a folder that cannot carry front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from ingest.facts import StatedFacts, read_facts
from ingest.loaders.front_matter import read_yaml
from knowledge.errors import DocumentUnreadable

SIDECAR = "citewell.yaml"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar file; `trouble` says why it cannot be used."""

    defaults: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, object] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SidecarFacts:
    """What sidecars say of one file: `entry` by name, `defaults` for all of its folder."""

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
            where = str(folder / SIDECAR)
            if sidecar.trouble:
                # Its entries may restrict who reads the file, so we don't go on without them.
                raise DocumentUnreadable(f"{where} {sidecar.trouble}")
            defaults = read_facts(sidecar.defaults, where=f"{where}, defaults").over(defaults)
            name = str(path.relative_to(folder))
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
            self._read[folder] = _read(self._root / folder / SIDECAR)
        return self._read[folder]


def _entry(stated: object, where: str) -> StatedFacts:
    if not isinstance(stated, Mapping):
        raise DocumentUnreadable(f"{where}: must be a mapping of keys and values.")
    return read_facts(stated, where=where)


def _read(path: Path) -> Sidecar:
    try:
        values = read_yaml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Sidecar()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        first_line = str(error).splitlines()[0]
        return Sidecar(trouble=f"cannot be read ({first_line}); mend it and ingest again.")
    if not values:
        return Sidecar()
    if not isinstance(values, dict):
        return Sidecar(trouble="must hold 'documents:' and, if wanted, 'defaults:'.")
    documents, defaults = values.get("documents") or {}, values.get("defaults") or {}
    if not isinstance(documents, dict) or not isinstance(defaults, dict):
        return Sidecar(trouble="has a 'documents' or 'defaults' that is not a mapping.")
    named = {str(PurePosixPath(str(name).replace("\\", "/"))): v for name, v in documents.items()}
    return Sidecar(defaults=defaults, documents=named)
