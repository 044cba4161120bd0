"""Loads JSON and JSON Lines: a section for each record, its fields as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.web.page import without_markup
from knowledge.domain.documents import BlockKind
from knowledge.domain.errors import DocumentUnreadable

_TITLES = ("title", "name", "question", "heading", "label", "subject", "id", "key", "code")
_LONG_CHARS = 200
"""A longer value is a text of its own, not a line among others."""
_LONGEST_TITLE = 150
_MOST_BROKEN = 5
_DEEPEST = 30


def load_json(path: Path) -> Loaded:
    """Read JSON: a list of records, an object that holds such lists, or one record.

    Raises:
        DocumentUnreadable: it is no JSON.
    """
    text = decode(path.read_bytes())
    if not text.strip():
        return Loaded(sections=())
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if "\n" in text.strip():
            return _load_lines(text)
        raise DocumentUnreadable(
            f"The file is not valid JSON: {error.msg} in line {error.lineno}. Correct it."
        ) from error
    outline = Outline()
    _add_value(outline, value, level=1, place="")
    return Loaded(sections=outline.sections())


def load_json_lines(path: Path) -> Loaded:
    """Read JSON Lines, one record a line; a broken line costs only itself.

    Raises:
        DocumentUnreadable: none of its lines is JSON.
    """
    return _load_lines(decode(path.read_bytes()))


def _load_lines(text: str) -> Loaded:
    outline, broken, count = Outline(), [], 0
    # Not splitlines: JSON may hold the other line separators inside its texts.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            broken.append(number)
            continue
        count += 1
        _add_record(outline, record, level=1, place=f"line {number}", otherwise=f"Record {number}")
    if broken and not count:
        raise DocumentUnreadable("The file is not valid JSON, neither as a whole nor by lines.")
    named = ", ".join(map(str, broken[:_MOST_BROKEN]))
    more = f" and {len(broken) - _MOST_BROKEN} more" if len(broken) > _MOST_BROKEN else ""
    warnings = (f"Lines that are not JSON were left out: {named}{more}.",) if broken else ()
    return Loaded(sections=outline.sections(), warnings=warnings)


def _add_value(outline: Outline, value: object, *, level: int, place: str) -> None:
    if isinstance(value, list):
        for number, record in enumerate(value, start=1):
            where = f"{place}, record {number}" if place else f"record {number}"
            _add_record(outline, record, level=level, place=where, otherwise=f"Record {number}")
        return
    if isinstance(value, Mapping):
        lists = {k: v for k, v in value.items() if _holds_records(v)}
        rest = {k: v for k, v in value.items() if k not in lists}
        if rest:
            _add_fields(outline, rest, place)
        for key, records in lists.items():
            outline.heading(level, str(key))
            _add_value(outline, records, level=level + 1, place=str(key))
        return
    outline.block(_plain(value), place=place)


def _holds_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _add_record(
    outline: Outline, record: object, *, level: int, place: str, otherwise: str
) -> None:
    if not isinstance(record, Mapping):
        outline.block(_plain(record), place=place)
        return
    outline.heading(level, _title(record) or otherwise)
    _add_fields(outline, record, place)


def _title(record: Mapping[str, object]) -> str:
    named = {str(key).lower(): value for key, value in record.items()}
    for name in _TITLES:
        value = named.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return one_line(without_markup(str(value)))[:_LONGEST_TITLE]
    return ""


def _add_fields(outline: Outline, record: Mapping[str, object], place: str) -> None:
    lines: list[str] = []
    for name, value in _fields(record, "", 0):
        if len(value) > _LONG_CHARS or "\n" in value:
            outline.block("\n".join(lines), BlockKind.LIST, place=place)
            lines = []
            outline.block(f"{name}: {value}", place=place)
        else:
            lines.append(f"{name}: {value}")
    outline.block("\n".join(lines), BlockKind.LIST, place=place)


def _fields(record: Mapping[str, object], path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield each field with a value, inner ones under "outer.inner"."""
    for key, value in record.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping) and depth < _DEEPEST:
            yield from _fields(value, name, depth + 1)
        elif isinstance(value, list) and _holds_records(value) and depth < _DEEPEST:
            for number, inner in enumerate(value, start=1):
                yield from _fields(inner, f"{name} {number}", depth + 1)
        elif text := _plain(value):
            yield name, text


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return without_markup(value).strip()
        case list():
            return ", ".join(filter(None, map(_plain, value)))
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
