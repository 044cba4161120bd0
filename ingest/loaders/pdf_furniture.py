"""Takes running heads, running feet and page numbers away from the lines of a PDF."""

from __future__ import annotations

import re
from collections import Counter

from ingest.loaders.pdf_lines import Line

_MARGIN = 0.1
"""The share of a page's height, at its head and foot, in which furniture stands."""
_LEAST_SHARE = 0.4
_LEAST_PAGES = 2
_PAGE_NUMBER = re.compile(
    r"^(?:page|p\.|seite|pagina|p[\u00e1a]gina)?\s*[-\u2013]?\s*"
    r"(?:\d{1,4}|[ivxlc]{1,6}|(?:[ivxlc]{1,6}|[a-z]|\d{1,2})[-.\u2013]\d{1,4})"
    r"\s*[-\u2013]?(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?$",
    re.I,
)
_DIGITS = re.compile(r"\d+")


def without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without lines that stand at the head or foot of many of them."""
    counts = Counter(form for page in pages for form in {_form(x) for x in page if _marginal(x)})
    least = max(_LEAST_PAGES, _LEAST_SHARE * sum(1 for page in pages if page))
    running = {form for form, count in counts.items() if count >= least}
    return [[line for line in page if not _is_furniture(line, running)] for page in pages]


def _is_furniture(line: Line, running: set[str]) -> bool:
    if not _marginal(line):
        return False
    return _form(line) in running or bool(_PAGE_NUMBER.match(line.text))


def _marginal(line: Line) -> bool:
    return line.share < _MARGIN or line.share > 1 - _MARGIN


def _form(line: Line) -> str:
    return _DIGITS.sub("#", line.text.lower())
