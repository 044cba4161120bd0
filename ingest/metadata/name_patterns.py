"""Metadata in files' names, read by the patterns that a folder's sidecar gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.metadata.fields import FACET_NAMES, METADATA_NAMES, may_be_missed, metadata_named
from knowledge.domain.errors import DocumentUnreadable

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|\*")
_DAYS = ("effective_from", "effective_to")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_LONGEST_PATTERN = 300
_ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a pattern: `words` as they are, or what `name` stands for."""

    words: str = ""
    name: str = ""


def metadata_in_name(name: str, patterns: Sequence[object], *, where: str) -> Mapping[str, object]:
    """Return what a file's name states by the first pattern that fits it, nothing if none does.

    `name` is its path below the sidecar's folder. A pattern is that path without the suffix, such
    as `{plan}/{document_key}-v{version}-{effective_from}`; `*` stands for anything. Names that are
    no known field are facets; days are written 2026-01-31 or 20260131.

    Raises:
        DocumentUnreadable: a pattern is none.
    """
    path = str(PurePosixPath(name).with_suffix(""))
    for pattern in patterns:
        found = _read(path, _parts(pattern, where))
        if found is not None:
            return _sorted_out(found)
    return {}


def _parts(pattern: object, where: str) -> list[_Part]:
    if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
        raise _no_pattern(pattern, where)
    parts: list[_Part] = []
    end = 0
    for found in _PLACEHOLDER.finditer(pattern):
        parts += [_Part(words=pattern[end : found.start()]), _Part(name=_named(found[1]))]
        end = found.end()
    parts.append(_Part(words=pattern[end:]))
    names = [part.name for part in parts if part.name not in ("", _ANYTHING)]
    if not names or len(set(names)) < len(names) or any(map(may_be_missed, names)):
        raise _no_pattern(pattern, where)
    return [part for part in parts if part.words or part.name]


def _named(placeholder: str | None) -> str:
    return _ANYTHING if placeholder is None else metadata_named(placeholder) or placeholder


def _no_pattern(pattern: object, where: str) -> DocumentUnreadable:
    shown = repr(pattern)[:_LONGEST_PATTERN] if isinstance(pattern, str | int) else "A list"
    return DocumentUnreadable(
        f"{where}: {shown} is no pattern of file names. Write it like "
        "'{document_key}-v{version}', each name once."
    )


def _read(path: str, parts: Sequence[_Part]) -> Mapping[str, str] | None:
    """Return what each name stands for, the shortest stretch that lets the rest fit, or None.

    Worked out from the end: where in the path the parts from one on may begin. That takes as many
    steps as the path is long times the parts, whatever they are; a regular expression would try
    all ways to part the path.
    """
    fits = [[False] * (len(path) + 1) for _ in parts] + [[False] * len(path) + [True]]
    for at in range(len(parts) - 1, -1, -1):
        _may_begin(path, parts[at], fits[at + 1], fits[at])
    if not fits[0][0]:
        return None
    found: dict[str, str] = {}
    place = 0
    for at, part in enumerate(parts):
        end = next(end for end in _ends(path, part, place) if fits[at + 1][end])
        if part.name and part.name != _ANYTHING:
            found[part.name] = path[place:end]
        place = end
    return found


def _may_begin(path: str, part: _Part, after: Sequence[bool], here: list[bool]) -> None:
    """Set in `here` where this part may begin, so that it ends where those `after` it may."""
    if part.words or part.name in _DAYS:
        for start in range(len(path) + 1):
            here[start] = any(after[end] for end in _ends(path, part, start))
        return
    going_on = False
    for start in range(len(path), -1, -1):
        if part.name == _ANYTHING:
            going_on = going_on or after[start]
        else:
            inside = start < len(path) and path[start] != "/"
            going_on = inside and (going_on or after[start + 1])
        here[start] = going_on


def _ends(path: str, part: _Part, start: int) -> Iterator[int]:
    """Yield where a part that begins at `start` may end, the nearest first."""
    if part.words:
        if path.startswith(part.words, start):
            yield start + len(part.words)
    elif part.name in _DAYS:
        if found := _DAY.match(path, start):
            yield found.end()
    else:
        yield from range(start + (part.name != _ANYTHING), len(path) + 1)


def _sorted_out(found: Mapping[str, str]) -> Mapping[str, object]:
    metadata: dict[str, object] = {}
    facets: dict[str, str] = {}
    for name, text in found.items():
        if name in _DAYS:
            metadata[name] = _DAY.sub(r"\1-\2-\3", text)
        elif name in METADATA_NAMES and name not in FACET_NAMES:
            metadata[name] = text.strip()
        else:
            facets[name] = text.strip()
    return {**metadata, **({"facets": facets} if facets else {})}
