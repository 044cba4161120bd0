"""What a mail program shows of a message: its parts in order, of alternatives the telling one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.message import Message

from bs4.dammit import EncodingDetector

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.enclosed import EnclosedContent
from ingest.loaders.content.outline import Outline
from ingest.loaders.web.blocks import add_blocks, parse_html
from knowledge.domain.documents import Section

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_WORD = re.compile(r"\w+")
NO_SUBJECT = "(no subject)"
_DEEPEST = 3
_MOST_MISSED = 0.3
"""Of a page's words, how many its plain text may lack: menus and footers, not its message."""
Reading = Callable[[tuple[str, ...], int], EnclosedContent]
"""Reads a message, given the headings above it and how deep it lies."""


@dataclass(frozen=True, slots=True)
class Body:
    """One part of a message, as text or as HTML."""

    text: str
    is_html: bool = False


def body_sections(head: str, bodies: Sequence[Body], above: tuple[str, ...]) -> list[Section]:
    """Return a message's own sections: its head, then its parts, all under the headings `above`."""
    outline = _under(above)
    outline.block(head)
    sections: list[Section] = []
    for body in bodies:
        if not body.is_html:
            for paragraph in _PARAGRAPH_END.split(body.text.replace("\r\n", "\n")):
                outline.block(paragraph)
            continue
        sections += outline.sections()
        outline = _under(above)
        sections += [
            Section(headings=(*above, *section.headings), blocks=section.blocks)
            for section in _page_sections(body.text)
        ]
    rest = outline.sections()
    return [*sections, *(section for section in rest if section.blocks or not sections)]


def add_forwarded(
    found: EnclosedContent,
    inner: Iterable[tuple[str, Reading]],
    above: tuple[str, ...],
    depth: int,
) -> None:
    """Add the messages inside a message, each under its subject, down to a certain depth."""
    for subject, read in inner:
        if depth >= _DEEPEST:
            found.warnings.append("A message deep inside other messages was not read.")
            continue
        forwarded = read((*above, subject or NO_SUBJECT), depth + 1)
        found.sections += forwarded.sections
        found.warnings += forwarded.warnings


def bodies_of(message: Message) -> list[Body]:
    """Return the parts that are shown, in order; attachments and messages inside are none."""
    kind = message.get_content_type()
    if is_attached(message) or kind == "message/rfc822":
        return []
    if message.is_multipart():
        inner = [bodies_of(part) for part in message.get_payload() if isinstance(part, Message)]
        if kind == "multipart/alternative":
            return telling(inner)
        return [body for bodies in inner for body in bodies]
    if kind not in ("text/plain", "text/html"):
        return []
    body = Body(_text(message), is_html=kind == "text/html")
    return [body] if body.text.strip() else []


def is_attached(part: Message) -> bool:
    """Tell an attachment from what is shown."""
    return part.get_content_disposition() == "attachment" or bool(
        part.get_filename() and part.get_content_maintype() != "multipart"
    )


def telling(alternatives: Iterable[Sequence[Body]]) -> list[Body]:
    """Return that of the alternatives which is read: the text, unless the page says more.

    Text comes without the page's layout. But many programs write only "see this message in your
    browser" into it, or an old state of the page.
    """
    filled = [bodies for bodies in alternatives if bodies]
    plain = next((b for b in filled if not any(body.is_html for body in b)), None)
    page = next((b for b in reversed(filled) if any(body.is_html for body in b)), None)
    if plain is None or page is None:
        return list(plain or page or ())
    return list(page if _says_less(plain, page) else plain)


def _says_less(plain: Sequence[Body], page: Sequence[Body]) -> bool:
    shown, told = _words(page), _words(plain)
    missing = shown - told
    return len(missing) > len(shown) * _MOST_MISSED or any(map(str.isdecimal, missing))


def _words(bodies: Iterable[Body]) -> set[str]:
    """Return the words, those of addresses of pages left out: mail programs rewrite them."""
    texts = (
        " ".join(block.text for section in _page_sections(body.text) for block in section.blocks)
        if body.is_html
        else body.text
        for body in bodies
    )
    pieces = (piece for text in texts for piece in text.casefold().split() if "://" not in piece)
    return {word for piece in pieces for word in _WORD.findall(piece)}


def _page_sections(html: str) -> Sequence[Section]:
    outline = Outline()
    soup = parse_html(html)
    if soup.head:
        soup.head.decompose()
    add_blocks(outline, soup.body or soup)
    return outline.sections()


def _under(above: tuple[str, ...]) -> Outline:
    outline = Outline()
    for level, heading in enumerate(above, start=1):
        outline.heading(level, heading)
    return outline


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return ""
    declared = part.get_content_charset() or ""
    return (
        html_text(data, declared)
        if part.get_content_subtype() == "html"
        else decode(data, declared)
    )


def html_text(data: bytes, declared: str) -> str:
    """Return a page's text; where its bearer names no encoding, its own head may."""
    found = declared or EncodingDetector.find_declared_encoding(
        data, is_html=True, search_entire_document=False
    )
    return decode(data, found or "")
