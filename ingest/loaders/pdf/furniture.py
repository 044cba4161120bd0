"""Takes running heads, running feet and page numbers away from the lines of a PDF.

A line that differs from page to page by a number may be content ("2026 monthly premiums",
"Step 2"): it goes only where the number counts the pages and stands as page numbers do, or where
it is one of many words in small type.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from ingest.loaders.pdf.lines import TextLine

_MARGIN = 0.1
"""The share of a page's height, at its head and foot, in which furniture stands."""
_LEAST_SHARE = 0.4
_LEAST_PAGES = 2
_COUNTED_PAGES = 4
"""Pages on which "Benefits Guide 12" must count on: nothing but that tells it from content."""
_MANY_WORDS = 5
_REPEATED_CELLS = 2
_MOST_IN_EXCERPT = 1000
_MOST_SHIFT = 50
"""Between a page's place in the file and the number that is printed on it."""
_TRACKING = 0.8
_PAGE_WORD = r"(?:page|pg\.?|p\.|seite|pagina|p[\u00e1a]gina|hoja)"
_PAGE_NUMBER = re.compile(
    rf"(?P<word>{_PAGE_WORD} ?)?(?P<rule>[-\u2013] ?)?"
    r"(?:(?P<bare>\d{1,4})|[ivxlc]{1,6}|(?:[ivxlc]{1,6}|[a-z]|\d{1,2})[-.\u2013]\d{1,4})"
    r"(?P<close> ?[-\u2013])?(?P<of> ?(?:of|/|von|de|sur) ?\d{1,4})?",
    re.I,
)
_STATED_PAGE = re.compile(rf"\b{_PAGE_WORD} ?\d{{1,4}}(?: ?(?:of|/|von|de|sur) ?\d{{1,4}})?", re.I)
_DIGITS = re.compile(r"\d+")
_BEHIND_RULE = re.compile(r"(?:[|\u2013\u2014\u2022\u00b7/] ?#|# ?[|\u2013\u2014\u2022\u00b7/])")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line in the margin of a page, its numbers taken out of its words."""

    page: int
    line: TextLine
    form: str
    numbers: tuple[int, ...]


def without_furniture(pages: list[list[TextLine]]) -> list[list[TextLine]]:
    """Return the pages without lines that stand at the head or foot of many of them."""
    seen = [_seen(number, x) for number, page in enumerate(pages, 1) for x in page if _marginal(x)]
    least = max(_LEAST_PAGES, _LEAST_SHARE * sum(1 for page in pages if page))
    gone = {
        id(one.line)
        for one in (
            *_repeated(seen, least),
            *_of_repeated_cells(seen, least),
            *_counting(seen, least, pages),
            *_page_numbers(seen, len(pages)),
        )
    }
    return [[line for line in page if id(line) not in gone] for page in pages]


def _marginal(line: TextLine) -> bool:
    return line.share < _MARGIN or line.share > 1 - _MARGIN


def _seen(page: int, line: TextLine) -> _Seen:
    # "Page 3 of 12" needs no other sign of being a page's number.
    text = _STATED_PAGE.sub("page", line.text.lower())
    numbers = tuple(int(found[:9]) for found in _DIGITS.findall(text))
    return _Seen(page, line, _DIGITS.sub("#", text), numbers)


def _repeated(seen: Iterable[_Seen], least: float) -> Iterator[_Seen]:
    """Yield the lines that say the same on many pages, whatever page they state."""
    same: dict[tuple[str, tuple[int, ...]], list[_Seen]] = defaultdict(list)
    for one in seen:
        same[one.form, one.numbers].append(one)
    for group in same.values():
        if len({one.page for one in group}) >= least:
            yield from group


def _of_repeated_cells(seen: Iterable[_Seen], least: float) -> Iterator[_Seen]:
    """Yield the lines of which several parts, far from each other, stand on many pages."""
    several = [one for one in seen if len(one.line.cells) > _REPEATED_CELLS]
    counts = Counter(text for one in several for text in {cell.text for cell in one.line.cells})
    for one in several:
        repeated = sum(1 for cell in one.line.cells if counts[cell.text] >= least)
        if repeated >= _REPEATED_CELLS and not _holds_figures(one):
            yield one


def _counting(seen: Iterable[_Seen], least: float, pages: list[list[TextLine]]) -> Iterator[_Seen]:
    """Yield the lines whose one changing number counts the pages and stands as page numbers do."""
    forms: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        forms[one.form].append(one)
    sizes = [line.size for page in pages for line in page if not _marginal(line)]
    body = median(sizes) if sizes else 0.0
    for form, group in forms.items():
        if len({one.page for one in group}) >= least and _is_furniture(form, group, body):
            yield from group


def _is_furniture(form: str, group: list[_Seen], body: float) -> bool:
    long = len(group) >= _COUNTED_PAGES and all(_is_small(one.line, body) for one in group)
    words = len(form.replace("#", " ").split())
    if long and words >= _MANY_WORDS and not any(map(_holds_figures, group)):
        return True
    if not _counts_pages(group):
        return False
    apart = _BEHIND_RULE.search(form) or all(map(_has_number_apart, group))
    return bool(apart or (long and words > 1 and _has_number_at_an_end(form)))


def _has_number_at_an_end(form: str) -> bool:
    return form == "#" or form.startswith("# ") or form.endswith(" #")


def _holds_figures(one: _Seen) -> bool:
    """Tell amounts, shares and years from the numbers of editions, forms and sections."""
    amounts = any(char in "$\u20ac\u00a3%" for char in one.line.text)
    return amounts or _are_years(one.numbers[-1:])


def _is_small(line: TextLine, body: float) -> bool:
    """Tell type that no heading has: at a page's head smaller than the text, nowhere bold."""
    least = line.size <= body if line.share < _MARGIN else line.size < body
    return least and not line.bold


def _counts_pages(group: list[_Seen]) -> bool:
    """Tell whether the numbers are the same on each page, but for some that count the pages."""
    counting = False
    for place in range(len(group[0].numbers)):
        values = [one.numbers[place] for one in group]
        if len(set(values)) == 1:
            continue
        shift, count = _usual_shift((one.page, one.numbers[place]) for one in group)
        if count < _TRACKING * len(group) or (abs(shift) > _MOST_SHIFT and _are_years(values)):
            return False
        counting = True
    return counting


def _usual_shift(counted: Iterable[tuple[int, int]]) -> tuple[int, int]:
    shifts = Counter(number - page for page, number in counted)
    return shifts.most_common(1)[0]


def _are_years(values: Iterable[int]) -> bool:
    return all(1900 <= value <= 2100 for value in values)  # noqa: PLR2004 - of what is in force


def _has_number_apart(one: _Seen) -> bool:
    """Tell whether a number stands in its line by itself, far from the words."""
    cells = one.line.cells
    return len(cells) > 1 and any(_PAGE_NUMBER.fullmatch(cell.text) for cell in cells)


def _page_numbers(seen: Iterable[_Seen], pages: int) -> Iterator[_Seen]:
    """Yield the lines that hold nothing but a page's number."""
    bare: list[tuple[_Seen, int]] = []
    for one in seen:
        found = _PAGE_NUMBER.fullmatch(one.line.text)
        if found is None:
            continue
        if found["bare"] and not any(found[sign] for sign in ("word", "rule", "close", "of")):
            bare.append((one, int(found["bare"])))
        else:
            yield one
    if not bare:
        return
    shift, count = _usual_shift((one.page, number) for one, number in bare)
    years = _are_years(number for _, number in bare) and count < _COUNTED_PAGES
    for one, number in bare:
        counted = number - one.page == shift and count > 1 and not years
        # A lone page is an excerpt, whose page may bear any number.
        if number == one.page or counted or (pages == 1 and number < _MOST_IN_EXCERPT):
            yield one
