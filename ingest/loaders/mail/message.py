"""Loads mail (.eml, .mbox): the head as a block, the body, attachments by their own loaders."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from ingest.loaders.content.decoding import mended
from ingest.loaders.content.enclosed import Enclosed, EnclosedContent, load_enclosed
from ingest.loaders.content.outline import Loaded, Loader, one_line
from ingest.loaders.mail.bodies import (
    NO_SUBJECT,
    add_forwarded,
    bodies_of,
    body_sections,
    is_attached,
)
from knowledge.domain.documents import Section
from knowledge.domain.errors import DocumentUnreadable

_HEAD = ("From", "To", "Cc", "Date", "Subject")


def load_eml(path: Path, *, loaders: Mapping[str, Loader]) -> Loaded:
    """Read one message; `loaders` read its attachments.

    Raises:
        DocumentUnreadable: it is no message.
    """
    data = path.read_bytes()
    if not data.strip():
        return Loaded(sections=())
    message = _parsed(data)
    if not any(message[name] for name in (*_HEAD, "Content-Type", "Received")):
        raise DocumentUnreadable(
            "The file is not a mail message: no From, To, Date or Subject. Export it again."
        )
    found = _read(message, loaders, (), 0)
    return Loaded(
        sections=tuple(found.sections),
        title=_header(message, "Subject"),
        warnings=tuple(found.warnings),
    )


def load_mbox(path: Path, *, loaders: Mapping[str, Loader]) -> Loaded:
    """Read a mailbox; each message stands under its subject, "message N" is its place."""
    every = EnclosedContent()
    for number, data in enumerate(messages_in(path), start=1):
        message = _parsed(data)
        subject = _header(message, "Subject") or NO_SUBJECT
        above = (f"{number}. {subject}",)
        found = _read(message, loaders, above, 0)
        every.sections += [_placed(section, f"message {number}") for section in found.sections]
        every.warnings += [f"Message {number}: {warning}" for warning in found.warnings]
    if not every.sections and path.stat().st_size:
        raise DocumentUnreadable(
            "The file is not a mailbox: no line begins a message. Export it again as .mbox."
        )
    return Loaded(sections=tuple(every.sections), warnings=tuple(every.warnings))


def _placed(section: Section, place: str) -> Section:
    blocks = (
        replace(block, place=", ".join(filter(None, (place, block.place))))
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def _parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _read(
    message: EmailMessage, loaders: Mapping[str, Loader], above: tuple[str, ...], depth: int
) -> EnclosedContent:
    found = EnclosedContent(sections=body_sections(_head(message), bodies_of(message), above))
    attached = load_enclosed(_attachments(message), loaders, above=above)
    found.sections += attached.sections
    found.warnings += attached.warnings
    inner = (
        (_header(each, "Subject"), partial(_read, each, loaders)) for each in _forwarded(message)
    )
    add_forwarded(found, inner, above, depth)
    return found


def _head(message: EmailMessage) -> str:
    values = ((name, _header(message, name)) for name in _HEAD)
    return "\n".join(f"{name}: {value}" for name, value in values if value)


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = one_line(mended(str(message[name] or "")))
    except (ValueError, IndexError, AttributeError, TypeError):
        # The parser gives up on some broken heads; their raw form is better than nothing.
        raw = dict(message.raw_items()).get(name, "")
        value = one_line(mended(str(raw)))
    if name != "Date" or not value:
        return value
    try:
        return f"{parsedate_to_datetime(value):%Y-%m-%d %H:%M %z}".strip()
    except ValueError:
        return value


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message, not those of messages forwarded in it."""
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)


def _attachments(message: EmailMessage) -> Iterator[Enclosed]:
    for part in _own_parts(message):
        if part is message and not is_attached(part):
            continue
        # Pictures that a page of mail shows are its letterhead and buttons.
        shown = part.get_content_maintype() == "image" and part["Content-ID"]
        if is_attached(part) and not part.is_multipart() and not shown:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield Enclosed(one_line(part.get_filename() or "attachment"), payload)


def _forwarded(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            for inner in part.get_payload():
                if isinstance(inner, EmailMessage):
                    yield inner


# Parts a mailbox (.mbox) into its messages.


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
