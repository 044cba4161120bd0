"""Loads Markdown: rendered to HTML, so that Markdown and the HTML in it are read alike."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.loaders.decoding import decode
from ingest.loaders.front_matter import split_front_matter
from ingest.loaders.html_blocks import add_blocks, parse_html
from ingest.loaders.loaded import Loaded
from ingest.loaders.markdown_marks import without_marks
from ingest.loaders.outline import Outline

_TEMPLATE_TAG = re.compile(r"\{%(?:[^%{]|%(?!\})|\{(?!%))*%\}")
_ATTRIBUTES = re.compile(r"^\{:.*\}[ \t]*$", re.M)


def load_markdown(path: Path) -> Loaded:
    """Read a Markdown file (CommonMark with tables), front matter and raw HTML included."""
    front = split_front_matter(decode(path.read_bytes()))
    # Site generators' own marks: a reader of the site never sees them.
    body = _ATTRIBUTES.sub("", _TEMPLATE_TAG.sub("", front.body))
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    soup = parse_html(renderer.render(without_marks(body)))
    outline = Outline()
    add_blocks(outline, soup.body or soup)
    sections = outline.sections()
    firsts = {section.headings[0] for section in sections if section.headings}
    return Loaded(
        sections=sections,
        # One heading over everything is the title; one of several is only a heading.
        title=firsts.pop() if len(firsts) == 1 else "",
        front_matter=front.values,
        warnings=front.warnings,
    )
