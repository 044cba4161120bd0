"""Collects headings and blocks in reading order and makes sections of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.domain.documents import CELL_SEPARATOR, Block, BlockKind, Section

_SPACES = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Return the text with every run of white space as one blank."""
    return _SPACES.sub(" ", text).strip()


def table_text(rows: list[list[str]]) -> str:
    """Write a table's rows as a block holds them: one row a line, cells joined by a bar."""
    lines = (CELL_SEPARATOR.join(one_line(cell) for cell in row).strip() for row in rows)
    return "\n".join(line for line in lines if line.strip(" |"))


def without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows, all of one width, without the columns in which no row has a text."""
    width = max(map(len, rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in kept] for row in full]


class Outline:
    """Builds the sections of a document from a stream of headings and blocks."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self._floor = 0
        self._blocks: list[Block] = []
        self._sections: list[Section] = []
        self._told: tuple[str, ...] | None = None

    def heading(self, level: int, text: str) -> None:
        """Open a section; deeper and equal levels that were open are closed."""
        heading = one_line(text)
        if not heading:
            return
        self._close()
        while len(self._path) > self._floor and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, heading))

    @contextmanager
    def within(self, heading: str) -> Iterator[None]:
        """Put what is added meanwhile under a heading that ends with it, as a tab's name does."""
        self._close()
        before, self._floor = self._floor, len(self._path) + 1
        self._path.append((0, one_line(heading)))
        yield
        self._close()
        del self._path[self._floor - 1 :]
        self._floor = before
        self._told = self._path_now()

    def block(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        page: int | None = None,
        place: str = "",
    ) -> None:
        """Add a block to the open section; one without text is dropped."""
        if text.strip():
            self._blocks.append(Block(text=text.strip("\n"), kind=kind, page=page, place=place))

    def sections(self) -> tuple[Section, ...]:
        """Return all sections, those that hold nothing but their heading included."""
        self._close()
        return tuple(self._sections)

    def told_sections(self) -> tuple[Section, ...]:
        """Return the sections that hold blocks: an empty sheet's or slide's name says nothing."""
        return tuple(section for section in self.sections() if section.blocks)

    def _close(self) -> None:
        if self._blocks or self._path:
            headings = self._path_now()
            if self._blocks or not self._already_told(headings):
                self._sections.append(Section(headings=headings, blocks=tuple(self._blocks)))
        self._blocks = []

    def _already_told(self, headings: tuple[str, ...]) -> bool:
        last = self._sections[-1].headings if self._sections else None
        return headings in (last, self._told)

    def _path_now(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)


# What a loader returns: the sections of one file and what the file says about itself.


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's content before anything is known about its identity.

    `title` is the best that the format offers, empty where it offers none. `front_matter` is the
    raw YAML block at the head of the file; `pages` is None where the format has no pages.
    """

    sections: tuple[Section, ...]
    title: str = ""
    language: str = ""
    front_matter: Mapping[str, object] = field(default_factory=dict)
    pages: int | None = None
    warnings: tuple[str, ...] = ()


Loader = Callable[[Path], Loaded]
"""Reads one file; raises DocumentUnreadable with the reason for the report."""
