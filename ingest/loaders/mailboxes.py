"""Parts a mailbox (.mbox) into its messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FROM = b"From "
_DAYS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
_LONGEST_NAME = 80
_YEAR = 4


def messages_in(path: Path) -> Iterator[bytes]:
    """Yield each message's bytes, without the line that begins it and the ">" before quoted ones.

    A line that begins with "From " parts messages only if it names a day and a time and a message's
    head follows: in the midst of a text it is text, though careful writers put ">" before it.
    """
    message: list[bytes] | None = None
    waiting = b""
    with path.open("rb") as lines:
        for line in lines:
            if waiting and _is_head(line):
                if message is not None:
                    yield b"".join(message)
                message = []
            elif waiting and message is not None:
                message.append(waiting)
            waiting = b""
            if _may_begin(line, first=message is None):
                waiting = line
            elif message is not None:
                message.append(_unquoted(line))
    if message is not None:
        yield b"".join([*message, waiting])


def _may_begin(line: bytes, *, first: bool) -> bool:
    if not line.startswith(_FROM):
        return False
    words = line[:200].lower().split()
    day = any(word.rstrip(b",") in _DAYS for word in words[2:5])
    time = any(_is_time(word) for word in words)
    year = any(len(word) == _YEAR and word.isdigit() for word in words)
    return first or (day and time and year)


def _is_time(word: bytes) -> bool:
    hours, colon, rest = word.partition(b":")
    return bool(colon) and hours.isdigit() and rest.replace(b":", b"").isdigit()


def _is_head(line: bytes) -> bool:
    """Tell whether a line is one of a message's head, or the blank one that ends an empty head."""
    name, colon, _ = line.partition(b":")
    plain = bool(colon) and 0 < len(name) <= _LONGEST_NAME and b" " not in name
    return plain or not line.strip() or line.startswith(b">From ")


def _unquoted(line: bytes) -> bytes:
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(_FROM) else line
