"""Loads Markdown: rendered to HTML, so that Markdown and the HTML in it are read alike."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.web.blocks import add_blocks, parse_html
from ingest.metadata.front_matter import split_front_matter

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


# Turns marks that notes programs and site generators add to Markdown into what they show.


_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\](:?)")
_CALLOUT = re.compile(r"^([ \t]{0,3}>[ \t]?)\[!(\w{1,20})\][+-]?[ \t]*", re.M)
_HEADING_NAME = re.compile(r"^(#{1,6} [^\n{]{1,300})\{[#.][^}\n]{0,100}\}[ \t]*$", re.M)
_RULE = re.compile(r"\+(?:[-=:]+\+)+")
_FENCES = ("```", "~~~")


def without_marks(text: str) -> str:
    """Return Markdown without `[[page|label]]`, `[^1]`, `[!NOTE]` and `{#id}`; code stays."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        begins = line.lstrip()[:3]
        if fence or begins in _FENCES:
            parts += [_shown("\n".join(prose)), line] if prose else [line]
            prose = []
            fence = "" if fence and begins == fence else fence or begins
        else:
            prose.append(line)
    return "\n".join([*parts, _shown("\n".join(prose))] if prose else parts)


def _shown(text: str) -> str:
    text = _WIKI_LINK.sub(lambda link: link[2] or link[1], text)
    # Escaped, lest a note that begins with its mark be taken for a link's target.
    text = _NOTE.sub(lambda note: f"\\[{note[1]}\\]", text)
    text = _CALLOUT.sub(lambda call: f"{call[1]}**{call[2].capitalize()}:** ", text)
    text = _HEADING_NAME.sub(lambda heading: heading[1].rstrip(), text)
    return _with_pipe_tables(text) if "\n+" in f"\n{text}" else text


def _with_pipe_tables(text: str) -> str:
    """Write tables drawn with +---+ as tables of pipes."""
    lines: list[str] = []
    rows: list[list[str]] | None = None
    for line in [*text.split("\n"), ""]:
        stripped = line.strip()
        if _RULE.fullmatch(stripped):
            rows = [] if rows is None else rows
            rows.append([])
        elif rows is not None and stripped.startswith("|"):
            rows[-1].append(stripped)
        else:
            lines += _pipe_rows(rows) if rows else []
            rows = None
            lines.append(line)
    return "\n".join(lines[:-1])


def _pipe_rows(rows: list[list[str]]) -> list[str]:
    """Return a grid's rows; the lines of a cell are joined."""
    written: list[str] = []
    for row in filter(None, rows):
        cells: list[str] = []
        for line in row:
            for place, cell in enumerate(line.strip("|").split("|")):
                cells += [""] * (place + 1 - len(cells))
                cells[place] = one_line(f"{cells[place]} {cell}")
        written.append(f"| {' | '.join(cells)} |")
        if len(written) == 1:
            written.append("|" + " --- |" * len(cells))
    return ["", *written, ""]
