"""Reads fields of records whose text is HTML, as help desks export their answers."""

from __future__ import annotations

import html
import re

from ingest.loaders.html_blocks import add_blocks, parse_html
from ingest.loaders.outline import Outline

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
