"""Whether a sentence's figures stand in the row and the column that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.grounding.figures import counted
from app.grounding.grids import Grid, figures_in, grids_of
from app.grounding.names import clauses_of
from app.grounding.naming import Label, Mention, Token, labels_of, mentions, tokens_of
from app.language.sentences import UnitKind, units
from app.language.words import content_terms, overlap, spaced
from knowledge.domain.passages import Passage

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMED, _NAMED_BY_OTHERS = 0.5, 0.7
_CARRIES = 0.5

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A grid made ready: the figures of its cells, the labels of its rows and columns."""

    grid: Grid
    figures: tuple[tuple[frozenset[str], ...], ...]
    rows: tuple[Label, ...]
    by_others: tuple[Label, ...]
    columns: tuple[Label, ...]

    @classmethod
    def of(cls, grid: Grid) -> _Read:
        found = tuple(tuple(figures_in(cell) for cell in row) for row in grid.rows)
        first = [(row[0], number) for number, row in enumerate(grid.rows)]
        others = [
            (cell, number)
            for number, row in enumerate(grid.rows)
            for cell, has in zip(row[1:], found[number][1:], strict=True)
            if not has
        ]
        header = [(cell, number) for number, cell in enumerate(grid.header)]
        return cls(grid, found, labels_of(first), labels_of(others), labels_of(header))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read which row or column is meant by each figure, by its position."""

    meant: Mapping[int, Places] = field(default_factory=dict)


def misplaced(claims: Iterable[str], passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the figures that the cited tables have in another row or column than is named.

    A claim that names none cannot be bound, and a figure that a sentence of the passages carries
    needs no table.
    """
    unquoted = [claim for claim in claims if not _is_quoted(claim, passages)]
    grids = _read(passages) if unquoted else []
    return tuple(dict.fromkeys(f for claim in unquoted for f in _misplaced(claim, grids, passages)))


def misplaced_words(claims: Iterable[str], passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the cells without figures that are said of a row which has something else there."""
    unquoted = [claim for claim in claims if not _is_quoted(claim, passages)]
    grids = [grid for grid in _read(passages) if any(grid.grid.header)] if unquoted else []
    return tuple(
        dict.fromkeys(
            cell
            for claim in unquoted
            for grid in _by_year(claim, grids)[0]
            for cell in _words_of_others(tokens_of(claim), grid)
            if not _is_said_in_prose(cell, claim, passages)
        )
    )


def _read(passages: Sequence[Passage]) -> list[_Read]:
    return [_Read.of(grid) for passage in passages for grid in grids_of(passage)]


def _is_quoted(claim: str, passages: Sequence[Passage]) -> bool:
    return any(spaced(claim) in spaced(passage.text) for passage in passages)


def _misplaced(claim: str, grids: Sequence[_Read], passages: Sequence[Passage]) -> Iterator[str]:
    of_its_year, others = _by_year(claim, grids)
    verdicts = [each for grid in of_its_year for each in _judged(tokens_of(claim), grid)]
    right = {figure for figure, holds in verdicts if holds}
    wrong = [figure for figure, _ in verdicts if figure not in right]
    if not right:
        # Of the year that is named nothing is said, but what stands in another year's table.
        wrong += [figure for grid in others for figure, _ in _judged(tokens_of(claim), grid)]
    prose = _prose(grids, passages)
    for figure in wrong:
        if not any(
            figure in figures_in(text) and overlap(claim, text) >= _CARRIES for text in prose
        ):
            yield figure


def _by_year(claim: str, grids: Sequence[_Read]) -> tuple[Sequence[_Read], Sequence[_Read]]:
    """Return the grids of a year that the claim names and the others; all where none is of it."""
    years = set(_YEAR.findall(claim))
    of_it = [each for each in grids if years & set(_YEAR.findall(_said_for_all(each.grid)))]
    return (of_it, [each for each in grids if each not in of_it]) if of_it else (grids, [])


def _said_for_all(grid: Grid) -> str:
    return "\n".join((grid.around, *grid.header))


def _prose(grids: Sequence[_Read], passages: Sequence[Passage]) -> list[str]:
    """Return the sentences and items, with their leads, that are read as no grid."""
    in_grids = {row[1] for each in grids if not any(each.grid.header) for row in each.grid.rows}
    return [
        f"{unit.lead} {unit.text}"
        for passage in passages
        for unit in units(passage.text)
        if unit.kind in {UnitKind.SENTENCE, UnitKind.ITEM}
        and not in_grids & {unit.text, *clauses_of(unit.text)}
    ]


def _words_of_others(tokens: Sequence[Token], grid: _Read) -> Iterator[str]:
    """Yield cells of rows that are not named, said whole, in a column where the named ones differ.

    A single word may be said for other reasons, so it counts only if its column is named as well.
    """
    rows = mentions(tokens, grid.rows, _NAMED)
    columns = mentions(tokens, grid.columns, _NAMED)
    if not rows:
        return
    meant = frozenset(place for mention in rows for place in mention.places)
    asked = frozenset(place for mention in columns for place in mention.places)
    naming = {at for mention in (*rows, *columns) for at in mention.positions}
    said = {token.term for token in tokens if token.term and token.at not in naming}
    own = {term for row in meant for cell in grid.grid.rows[row] for term in content_terms(cell)}
    for number, cells in enumerate(grid.grid.rows):
        for column, cell in enumerate(cells[1:], start=1):
            terms = set(content_terms(cell))
            if number in meant or not terms or not terms <= said or terms <= own:
                continue
            if not grid.figures[number][column] and (len(terms) > 1 or column in asked):
                theirs = [set(content_terms(grid.grid.rows[row][column])) for row in meant]
                if not any(has and len(has & said) / len(has) >= _CARRIES for has in theirs):
                    yield cell


def _is_said_in_prose(cell: str, claim: str, passages: Sequence[Passage]) -> bool:
    wanted = set(content_terms(cell))
    return any(
        wanted <= set(content_terms(unit.text)) and overlap(claim, unit.text) >= _CARRIES
        for passage in passages
        for unit in units(passage.text)
        if unit.kind in {UnitKind.SENTENCE, UnitKind.ITEM}
    )


def _judged(tokens: Sequence[Token], grid: _Read) -> list[tuple[str, bool]]:
    """Return for each figure that can be bound whether it stands where the tokens say."""
    rows = mentions(tokens, grid.rows, _NAMED) or mentions(tokens, grid.by_others, _NAMED_BY_OTHERS)
    columns = mentions(tokens, grid.columns, _NAMED)
    naming = {at for mention in (*rows, *columns) for at in mention.positions}
    values = [
        token
        for token in tokens
        if token.figure and token.at not in naming and _is_in(token.figure, grid)
    ]
    if not values or not (rows or columns):
        return []
    verdicts = [
        [(v.figure, _stands(v, by_row, by_column, values, grid)) for v in values]
        for by_row in _readings(rows, values)
        for by_column in _readings(columns, values)
    ]
    return max(verdicts, key=lambda each: sum(holds for _, holds in each))


def _is_in(figure: str, grid: _Read) -> bool:
    return any(figure in cell for row in grid.figures for cell in row)


def _readings(found: Sequence[Mention], values: Sequence[Token]) -> list[_Reading]:
    """Return the ways to read which label each value belongs to.

    "Silver $35, Gold $20" names first, "$35 on Silver, $20 on Gold" names last, and "Silver and
    Gold have $35 and $20" names in the same order.
    """
    if not found:
        return [_Reading()]
    names = sorted(((at, m.places) for m in found for at in m.anchors), key=lambda each: each[0])
    spots = [value.at for value in values]
    every = frozenset(place for _, places in names for place in places)
    apart = names[-1][0] < spots[0] or spots[-1] < names[0][0]
    if apart and len(names) == len(spots):
        return [_Reading(dict(zip(spots, (places for _, places in names), strict=True)))]
    if apart or len({places for _, places in names}) == 1:
        return [_Reading(dict.fromkeys(spots, every))]
    before = _Reading({spot: _run(names, spot, spots, ahead=False) or every for spot in spots})
    after = _Reading({spot: _run(names, spot, spots, ahead=True) or every for spot in spots})
    if names[0][0] < spots[0] and names[-1][0] < spots[-1]:
        return [before]
    if spots[0] < names[0][0] and spots[-1] < names[-1][0]:
        return [after]
    return [before, after]


def _run(
    names: Sequence[tuple[int, Places]], spot: int, spots: Sequence[int], *, ahead: bool
) -> Places:
    """Return the labels that stand together, next to a value, with no other value between."""
    side = [each for each in names if (each[0] > spot) == ahead]
    if not side:
        return frozenset()
    nearest = side[0][0] if ahead else side[-1][0]
    beyond = [s for s in spots if (s > nearest if ahead else s < nearest)]
    limit = (min(beyond) if ahead else max(beyond)) if beyond else None
    kept = [places for at, places in side if limit is None or (at < limit if ahead else at > limit)]
    return frozenset(place for places in kept for place in places)


def _stands(
    value: Token, by_row: _Reading, by_column: _Reading, values: Sequence[Token], grid: _Read
) -> bool:
    """Tell whether the value stands in a named row and column, or names nothing that is asked."""
    rows = by_row.meant.get(value.at)
    columns = by_column.meant.get(value.at)
    having = [
        (row, column)
        for row, cells in enumerate(grid.figures)
        for column, cell in enumerate(cells)
        if value.figure in cell
    ]
    for row, column in having:
        if rows is None or row in rows:
            named = columns is None or column in columns
            if named or _has_its_own(row, column, columns, by_column, values, grid):
                return True
    if rows is None or any(row in rows for row, _ in having):
        return False
    # The rows that are named have their figures said beside this one.
    at_issue = {column for row, column in having}
    return all(
        _is_said(grid.figures[row][column], rows, by_row, values)
        for row in rows
        for column in at_issue
    )


def _has_its_own(
    row: int,
    column: int,
    columns: Places | None,
    by_column: _Reading,
    values: Sequence[Token],
    grid: _Read,
) -> bool:
    """Tell whether the columns that are named are of another kind, or have their figures said."""
    return all(
        not _kinds(column, grid) & _kinds(named, grid)
        or _is_said(grid.figures[row][named], frozenset({named}), by_column, values)
        for named in columns or ()
    )


def _is_said(
    figures: frozenset[str], places: Places, reading: _Reading, values: Sequence[Token]
) -> bool:
    said = {v.figure for v in values if places & reading.meant.get(v.at, places)}
    return bool(figures) and figures <= said


def _kinds(column: int, grid: _Read) -> frozenset[str]:
    """Return what a column's figures count, "" for bare ones; none for a column without any."""
    found: set[str] = set()
    for row, has in zip(grid.grid.rows, grid.figures, strict=True):
        if has[column]:
            found |= {each.partition(" ")[2] for each in counted(row[column])} or {""}
    return frozenset(found)
