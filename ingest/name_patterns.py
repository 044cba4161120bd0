"""Facts that stand in files' names, read by the patterns that a folder's sidecar gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from ingest.facts import StatedFacts
from knowledge.errors import DocumentUnreadable

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|(\*)")
_DAYS = ("effective_from", "effective_to")
_DAY = r"\d{4}-?\d{2}-?\d{2}"
_COMPACT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def facts_in_name(name: str, patterns: Sequence[object], *, where: str) -> Mapping[str, object]:
    """Return what a file's name states by the first pattern that fits it, nothing if none does.

    `name` is its path below the sidecar's folder. A pattern is that path without the suffix, such
    as `{plan}/{document_key}-v{version}-{effective_from}`; `*` stands for anything. Names that are
    no known fact are facets; days are written 2026-01-31 or 20260131.

    Raises:
        DocumentUnreadable: a pattern is none.
    """
    path = str(PurePosixPath(name).with_suffix(""))
    for pattern in patterns:
        found = _compiled(pattern, where).fullmatch(path)
        if found is not None:
            return _sorted_out(found.groupdict())
    return {}


def _compiled(pattern: object, where: str) -> re.Pattern[str]:
    names = [found[1] for found in _PLACEHOLDER.finditer(str(pattern)) if found[1]]
    if not isinstance(pattern, str) or not names or len(set(names)) < len(names):
        raise DocumentUnreadable(
            f"{where}: {pattern!r} is no pattern of file names. Write it like "
            "'{document_key}-v{version}', each name once."
        )
    parts, end = [], 0
    for found in _PLACEHOLDER.finditer(pattern):
        parts += [re.escape(pattern[end : found.start()]), _part(found[1])]
        end = found.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]))


def _part(name: str | None) -> str:
    if name is None:
        return ".*?"
    return f"(?P<{name}>{_DAY if name in _DAYS else '[^/]+?'})"


def _sorted_out(found: Mapping[str, str]) -> Mapping[str, object]:
    known = set(StatedFacts.model_fields) - {"facets"}
    facts: dict[str, object] = {name: text.strip() for name, text in found.items() if name in known}
    for day in set(_DAYS) & set(found):
        facts[day] = _COMPACT.sub(r"\1-\2-\3", found[day])
    facets = {name: text.strip() for name, text in found.items() if name not in known}
    return {**facts, **({"facets": facets} if facets else {})}
