"""Loads an HTML page: its main content, without navigation and hidden text."""

from __future__ import annotations

import html
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.web.blocks import MENU, add_blocks, inline_text, parse_html
from ingest.metadata.front_matter import split_front_matter

_FRAME = ("header", "footer", "aside")
_FRAME_ROLES = re.compile(r"^(banner|navigation|contentinfo|search)$")
_LEAST_SHARE = 0.25
"""A <main> with less than this share of the page's words is a frame, not the content."""
_SITE_NAME = re.compile(r"(?<!\s)\s+[|\u2013\u2014\u00b7]\s+[^|\u2013\u2014\u00b7]{1,60}$")


def load_html(path: Path) -> Loaded:
    """Read a web page or a fragment of one."""
    data = path.read_bytes()
    declared = EncodingDetector.find_declared_encoding(
        data, is_html=True, search_entire_document=False
    )
    front = split_front_matter(decode(data, declared or ""))
    soup = parse_html(front.body)
    title = _title(soup)
    outline = Outline()
    add_blocks(outline, _main(soup))
    return Loaded(
        sections=outline.sections(),
        title=title,
        language=str(soup.html.get("lang") or "") if soup.html else "",
        front_matter=front.values,
        warnings=front.warnings,
    )


def _title(soup: BeautifulSoup) -> str:
    """Prefer the only first-level heading; a <title> often ends in the site's name."""
    headings = [one_line(inline_text(tag)) for tag in soup.find_all("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    stated = soup.find("title")
    text = one_line(stated.get_text()) if isinstance(stated, Tag) else ""
    return _SITE_NAME.sub("", text) or text or (headings[0] if headings else "")


def _main(soup: BeautifulSoup) -> Tag:
    body = soup.body or soup
    for tag in body.find_all(_is_frame):
        if not tag.decomposed:
            tag.decompose()
    if soup.head:
        soup.head.decompose()
    least = len(body.get_text().split()) * _LEAST_SHARE
    for candidate in (_only(body, "main"), body.find(role="main"), _only(body, "article")):
        if isinstance(candidate, Tag) and len(candidate.get_text().split()) >= least:
            return candidate
    return body


def _is_frame(tag: Tag) -> bool:
    role = str(tag.get("role") or "")
    if _FRAME_ROLES.match(role):
        return True
    # The head of an article holds its title and its first words; the head of a page its menu.
    if tag.name not in _FRAME or tag.find_parent(("main", "article")) is not None:
        return False
    return tag.name == "footer" or tag.has_attr(MENU)


def _only(body: Tag, name: str) -> Tag | None:
    found = body.find_all(name, limit=2)
    return found[0] if len(found) == 1 else None


# Reads fields of records whose text is HTML, as help desks export their answers.


_TAG = re.compile(
    r"</?(?:a|b|br|blockquote|div|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|table|td|th|tr|u|ul)"
    r"(?:[ /][^<>]{0,300})?>",
    re.I,
)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|euro|[aou]uml|szlig|#\d{1,6}|#x[0-9a-f]{1,5});", re.I
)


def without_markup(text: str) -> str:
    """Return what a field shows: its paragraphs, lists and tables as lines; plain text as it is."""
    if "<" in text and _TAG.search(text):
        outline = Outline()
        soup = parse_html(text)
        add_blocks(outline, soup.body or soup)
        lines = [
            line
            for section in outline.sections()
            for line in (*section.headings[-1:], *(block.text for block in section.blocks))
        ]
        return "\n".join(lines)
    if "&" in text and _ENTITY.search(text):
        return html.unescape(text).replace("\u00a0", " ")
    return text
