"""Scans the ingested paths: which files are there, and to which root each belongs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.metadata.fields import StatedMetadata
from ingest.metadata.sidecars import is_sidecar
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import DocumentUnreadable, InputError

UPLOAD_ROOT = "upload:"
_HIDDEN_PREFIXES = (".", "~$", "__MACOSX")
_HIDDEN_NAMES = ("Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file below an ingested path; `source` is its path under `root`, with forward slashes."""

    path: Path
    root: Path
    source: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that the scan met and did not take, and why."""

    source: str
    root: Path
    reason: str


@dataclass(slots=True)
class Scan:
    """What a scan met. `covered` are the paths it looked at, `blind` the folders it could not."""

    files: list[FoundFile] = field(default_factory=list)
    covered: list[Path] = field(default_factory=list)
    blind: list[Path] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)
    failed: list[LeftOut] = field(default_factory=list)
    whole: bool = True
    """Whether `files` are all that were met, so that what is not among them has vanished."""

    def share(self, takes: Callable[[FoundFile], bool]) -> Scan:
        """Return the files that one worker takes, of which nothing can be said to have vanished."""
        return Scan(list(filter(takes, self.files)), self.covered, self.blind, whole=False)

    def vanished(self, records: Iterable[DocumentRecord]) -> list[DocumentRecord]:
        """Return the records whose files the scan should have met, but did not."""
        if not self.whole:
            return []
        # As text: one run asks this several times over all records, and making paths is slow.
        met = {str(file.path) for file in self.files}
        return [
            record
            for record in records
            if (place := place_of(record)) is not None
            and place not in met
            and self._saw(Path(place))
        ]

    def _saw(self, path: Path) -> bool:
        return any(path.is_relative_to(c) for c in self.covered) and not any(
            path.is_relative_to(b) for b in self.blind
        )


def path_of(record: DocumentRecord) -> Path | None:
    """Return the absolute path of a record's file; uploads have none."""
    place = place_of(record)
    return None if place is None else Path(place)


def place_of(record: DocumentRecord) -> str | None:
    """Return `path_of` as text."""
    if record.root.startswith(UPLOAD_ROOT):
        return None
    return os.path.join(record.root, record.source)  # noqa: PTH118 - a Path each is ten times slower


def checked_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the paths made absolute, without those that lie in another of them.

    Raises:
        InputError: a path does not exist, or none was given.
    """
    resolved: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {str(path)!r}. Check the path.")
        resolved.append(path.resolve())
    if not resolved:
        raise InputError("No path was given. Name a folder or a file to ingest.")
    unique = sorted(set(resolved), key=lambda path: (len(path.parts), str(path)))
    return [
        path
        for position, path in enumerate(unique)
        if not any(path.is_relative_to(wider) for wider in unique[:position])
    ]


def scan(paths: Iterable[Path], known_roots: Iterable[str], *, follow_links: bool = False) -> Scan:
    """Walk the paths (as from `checked_paths`), sorted by name.

    A path inside a known root is a partial scan of that root; a single file outside of all roots
    makes its folder the root. Hidden files are passed over in silence. With `follow_links` links
    are taken for what they lead to, wherever that is.
    """
    roots = [Path(root) for root in known_roots if not root.startswith(UPLOAD_ROOT)]
    result = Scan()
    for path in paths:
        root = _root_of(path, roots)
        result.covered.append(path)
        if path.is_file():
            result.files.append(FoundFile(path, root, path.relative_to(root).as_posix()))
        else:
            _walk(path, root, result, follow_links=follow_links)
    return result


def _root_of(path: Path, known: list[Path]) -> Path:
    around = [root for root in known if path.is_relative_to(root) and path != root]
    if around:
        return max(around, key=lambda root: len(root.parts))
    return path.parent if path.is_file() else path


def _walk(top: Path, root: Path, result: Scan, *, follow_links: bool) -> None:
    def cannot_look(error: OSError) -> None:
        folder = Path(str(error.filename))
        # Files in there have not vanished, we just can't see them.
        result.blind.append(folder)
        reason = f"the folder cannot be read: {error.strerror}"
        result.failed.append(LeftOut(_name(folder, root), root, reason))

    for folder, subfolders, names in os.walk(top, onerror=cannot_look, followlinks=follow_links):
        here = Path(folder)
        subfolders[:] = sorted(name for name in subfolders if not is_hidden(name))
        for name in [name for name in subfolders if (here / name).is_symlink()]:
            reason = _reason_against_link(here / name, top, follow_links=follow_links)
            if reason:
                subfolders.remove(name)
                result.skipped.append(LeftOut(_name(here / name, root), root, reason))
        for path in _visible(here, names):
            reason = _reason_against(path, root, follow_links=follow_links)
            if reason:
                result.skipped.append(LeftOut(_name(path, root), root, reason))
            else:
                result.files.append(FoundFile(path, root, _name(path, root)))


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder is no document by its name alone."""
    return name.startswith(_HIDDEN_PREFIXES) or name in _HIDDEN_NAMES or is_sidecar(name)


def _visible(folder: Path, names: list[str]) -> Iterator[Path]:
    yield from (folder / name for name in sorted(names) if not is_hidden(name))


def _reason_against_link(folder: Path, top: Path, *, follow_links: bool) -> str:
    if not follow_links:
        return "links to folders are not followed (CITEWELL_FOLLOW_LINKS)"
    target = folder.resolve()
    around = [each for each in folder.parents if each.is_relative_to(top)]
    if any(each.resolve().is_relative_to(target) for each in around):
        return "the link leads back to a folder that it stands in"
    return ""


def _reason_against(path: Path, root: Path, *, follow_links: bool) -> str:
    if not _is_writable_as_text(path.name):
        return "the file's name is not valid UTF-8; rename it"
    leads_out = path.is_symlink() and not path.resolve().is_relative_to(root)
    if leads_out and not follow_links:
        return "the link leads out of the folder; ingest its target's folder instead"
    if not path.is_file():
        return "not a regular file"
    return ""


def _is_writable_as_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix().encode(errors="replace").decode()


# Gives each file its document key, and sees to it that no two files claim one document.


_MOVED = ", or, if that folder was moved here, say so: citewell ingest --moved-from {root!r}."


@dataclass(frozen=True, slots=True)
class _Owner:
    root: str
    source: str
    told: bool = True

    def named_from(self, *, here: bool) -> str:
        if not self.told:
            return "another document"
        return repr(self.source if here else self.place)

    @property
    def place(self) -> str:
        return f"{self.root}/{self.source}"


class Keys:
    """Who owns which key and version, among the records that stay and the files taken so far."""

    def __init__(
        self,
        records: Iterable[DocumentRecord],
        *,
        may_name: Callable[[DocumentRecord], bool] = lambda _: True,
    ) -> None:
        """Take the records; of those that may not be named only the key can be learnt."""
        self._owners: dict[tuple[str, str], _Owner] = {}
        for record in records:
            owner = _Owner(record.root, record.source, may_name(record))
            self._owners[record.metadata.key, record.metadata.version] = owner

    def claim(self, file: FoundFile, stated: StatedMetadata, earlier: DocumentRecord | None) -> str:
        """Return the file's document key and hold it, with its version, for this file.

        A stated key is taken as it is; else the key that the file had, or its path under the
        root, told apart by the root's name where another root has that path too.

        Raises:
            DocumentUnreadable: another file has the same key and version.
        """
        me = _Owner(str(file.root), file.source)
        candidates = (stated.document_key,) if stated.document_key else _defaults(file, earlier)
        for key in candidates:
            last = key == candidates[-1]
            if self._is_free(key, stated.version, me, other_roots_too=not last):
                self._owners[key, stated.version] = me
                return key
        other = self._owners[candidates[-1], stated.version]
        here = other.root == me.root
        raise DocumentUnreadable(
            f"It has the same document_key ({candidates[-1]!r}) and version ({stated.version!r}) "
            f"as {other.named_from(here=here)}. Give one of them another version or "
            f"document_key{'.' if here or not other.told else _MOVED.format(root=other.root)}"
        )

    def _is_free(self, key: str, version: str, me: _Owner, *, other_roots_too: bool) -> bool:
        owner = self._owners.get((key, version))
        if owner is not None and owner.place != me.place:
            return False
        # Two roots may have a file of one path that are no versions of each other.
        return not other_roots_too or all(
            other.root == me.root or other.place == me.place
            for (held, _), other in self._owners.items()
            if held == key
        )


def _defaults(file: FoundFile, earlier: DocumentRecord | None) -> tuple[str, ...]:
    own = (file.source, f"{file.root.name}/{file.source}")
    if earlier is None:
        return own
    root_name = earlier.root.rstrip("/").rsplit("/", 1)[-1]
    was_default = earlier.metadata.key in (earlier.source, f"{root_name}/{earlier.source}")
    return (earlier.metadata.key, *own) if was_default else own
