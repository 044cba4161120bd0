"""Splits the statements at the head of a text file (YAML, TOML or JSON) from the text."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

import yaml

from ingest.metadata.fields import PERMISSION, limits, metadata_named, read_metadata
from ingest.metadata.plain_yaml import read_yaml
from knowledge.domain.errors import DocumentUnreadable

_YAML, _TOML = "---", "+++"
_FENCES = {
    "---": (_YAML, ("---", "...")),
    "---yaml": (_YAML, ("---", "...")),
    "---toml": (_TOML, ("---",)),
    "+++": (_TOML, ("+++",)),
}
_FENCE_LIKE = (
    "--- ---- ----- ;;; +++ ++++ ``` ~~~ *** === <!-- <!--- {{{ /* %%% "
    "\u2014 \u2014- \u2013- \u2013\u2013\u2013 \u2014\u2014\u2014"
)
_OTHER_FENCES = frozenset(_FENCE_LIKE.split())
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "
_LONGEST = 65_536
_LONGEST_KEY = 60
_WEIGHTY = ("document_key", "version", "facets", "plan", "state", "product")
_CONTROL_LESS = str.maketrans("", "", "\x00")
_WHERE = "front matter"
_HELD = "Mend it; the file was left out so that nobody sees it by mistake."


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block states, checked, under the fields' names, and the text after it.

    Keys that are other tools' own are left out.
    """

    body: str
    values: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines between two fences, in one of the languages, and where the text goes on."""

    language: str
    text: str
    end: int


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter off; a text without one comes back whole.

    Raises:
        DocumentUnreadable: a field in it has the wrong shape, or it cannot be understood and names
            validity or permission, so that going on without it could show the document to the
            wrong reader.
    """
    start = _beginning(text)
    first, after = _line(text, start)
    fence = _FENCES.get("".join(first.lower().split()))
    if fence is None:
        _refuse_other_heads(text, start)
        return _json_head(text, start)
    language, ends = fence
    block = _fenced(text, after, language, ends)
    if block is None:
        return _unclosed(text, after, first.strip())
    try:
        values = _read(block)
    except (yaml.YAMLError, ValueError) as error:
        return _not_understood(block, text[block.end :], error)
    if isinstance(values, Mapping):
        return FrontMatter(body=text[block.end :], values=_checked(values))
    if block.text.strip() and _names(block.text, limits):
        raise DocumentUnreadable(f"The front matter is not a list of keys and values. {_HELD}")
    # Two rules drawn around a paragraph look the same; they are text.
    return FrontMatter(body=text[block.end :] if not block.text.strip() else text)


def _beginning(text: str) -> int:
    """Return where the text begins behind blanks and what nobody sees, such as a second BOM."""
    seen = (at for at, sign in enumerate(text) if not _is_unseen(sign))
    return next(seen, len(text))


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) == "Cf"


def _refuse_other_heads(text: str, start: int) -> None:
    """Hold back a text that states its readers at its head in a form that is not read.

    Other generators' fences ("---json", ";;;"), dashes that an editor made one of, comments, and
    lines of keys without a fence: nobody writes a line "groups: hr" first of all for its readers.

    Raises:
        DocumentUnreadable: such a head names permission.
    """
    head = text[start : start + _LONGEST].replace("\r", "").split("\n\n", 1)[0]
    first = head.partition("\n")[0].strip()
    is_fence = bool(first) and first.rstrip(_LETTERS) in _OTHER_FENCES
    if head.startswith("{"):
        return
    lines = head if is_fence else _key_lines(head)
    if lines and _names(lines, lambda key: metadata_named(key) == PERMISSION):
        raise DocumentUnreadable(
            f"The lines at the head, from {first[:_LONGEST_KEY]!r} on, name groups in a form that "
            f"is not read; write them between two lines of '---'. {_HELD}"
        )


def _key_lines(head: str) -> str:
    """Return a first paragraph of nothing but short keys with one word or a list each."""
    lines = [line for line in head.split("\n") if line.strip()]
    stated = all(
        colon and key.strip() and " " not in key.strip() and _is_short(value)
        for key, colon, value in (line.partition(":") for line in lines)
    )
    return head if stated else ""


def _is_short(value: str) -> bool:
    words = value.replace(",", " ").split()
    return bool(words) and (len(words) == 1 or "," in value or value.strip().startswith("["))


def _line(text: str, start: int) -> tuple[str, int]:
    """Return the line that begins at `start`, and where the next one does."""
    end = text.find("\n", start)
    return (text[start:], len(text)) if end < 0 else (text[start:end], end + 1)


def _fenced(text: str, start: int, language: str, ends: tuple[str, ...]) -> _Block | None:
    at = start
    while at < len(text) and at - start <= _LONGEST:
        line, following = _line(text, at)
        if line.rstrip() in ends:
            return _Block(language, text[start:at], following)
        at = following
    return None


def _unclosed(text: str, after: int, fence: str) -> FrontMatter:
    """Let a text pass that begins with a rule, unless what follows reads like front matter."""
    head: list[str] = []
    at = after
    while at < len(text) and at - after <= _LONGEST:
        line, at = _line(text, at)
        if not line.strip():
            break
        head.append(line)
    if _names("\n".join(head), limits):
        raise DocumentUnreadable(
            f"The front matter that begins with {fence!r} does not end within {_LONGEST:,} "
            f"characters, and it names validity or permission. {_HELD}"
        )
    return FrontMatter(body=text)


def _json_head(text: str, start: int) -> FrontMatter:
    """Take off an object that states metadata, as some site generators write them."""
    if not text.startswith("{", start):
        return FrontMatter(body=text)
    try:
        values, end = json.JSONDecoder().raw_decode(text[start : start + _LONGEST])
    except (ValueError, RecursionError):
        head = text[start : start + _LONGEST].split("\n\n", 1)[0]
        if _names(head, limits):
            raise DocumentUnreadable(
                f"The JSON at the head is not valid, and it names validity or permission. {_HELD}"
            ) from None
        return FrontMatter(body=text)
    stated = any(metadata_named(key) or limits(key) for key in values)
    if not stated or not text[start + end :].strip():
        # A record by itself is what the file says, not what is said about it.
        return FrontMatter(body=text)
    return FrontMatter(body=text[start + end :], values=_checked(_worded(values)))


def _read(block: _Block) -> object:
    if block.language == _TOML:
        return _worded(tomllib.loads(block.text.replace("\r\n", "\n"), parse_float=str))
    return read_yaml(block.text.translate(_CONTROL_LESS))


def _worded(value: object) -> object:
    """Return values of TOML or JSON as they are written in YAML."""
    match value:
        case Mapping():
            return {str(key): _worded(inner) for key, inner in value.items()}
        case list():
            return [_worded(inner) for inner in value]
        case bool():
            return str(value).lower()
        case datetime() | date() | time():
            return value.isoformat()
        case None:
            return ""
        case _:
            return str(value)


def _checked(values: object) -> Mapping[str, object]:
    """Return the metadata that is stated, as words: what leaves the parser's process is bounded."""
    assert isinstance(values, Mapping)
    return read_metadata(values, where=_WHERE).model_dump(mode="json", exclude_defaults=True)


def _not_understood(block: _Block, body: str, error: Exception) -> FrontMatter:
    problem = str(getattr(error, "problem", "") or "broken")[:200]
    line = getattr(getattr(error, "problem_mark", error), "line", None)
    where = f" in line {line + 2}" if line is not None else ""
    if block.language == _TOML:
        problem = str(error)[:200]
    if _names(block.text, lambda key: limits(key) or metadata_named(key) in _WEIGHTY):
        kind = "TOML" if block.language == _TOML else "YAML"
        raise DocumentUnreadable(
            f"The front matter is not valid {kind} ({problem}{where}), and it names validity or "
            f"permission. {_HELD}"
        )
    return FrontMatter(body=body, warnings=(f"Front matter ignored: {problem}{where}.",))


def _names(text: str, wanted: Callable[[str], bool]) -> bool:
    """Tell whether a line of a text that cannot be parsed begins with such a key."""
    return any(
        wanted(key.strip(" \t\"'{,-"))
        for line in text.split("\n")
        for sign in (":", "=")
        if (key := line.partition(sign)[0]) != line and len(key) <= _LONGEST_KEY
    )
