"""Loads an HTML page: its main content, without navigation and hidden text."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector

from ingest.loaders.decoding import decode
from ingest.loaders.front_matter import split_front_matter
from ingest.loaders.html_blocks import add_blocks, inline_text, parse_html
from ingest.loaders.html_links import MENU
from ingest.loaders.loaded import Loaded
from ingest.loaders.outline import Outline, one_line

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
