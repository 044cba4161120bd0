"""Loads CSV and TSV: whatever the separator and the encoding, as groups of rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, one_line
from ingest.loaders.tables.blocks import add_rows
from ingest.loaders.tables.rows import GridRow
from ingest.loaders.web.page import without_markup

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 50
_LEAST_LINES = 2
_MOST_PARTED = 0.8
_LARGEST_FIELD = 10 * 1024**2


def load_delimited(path: Path) -> Loaded:
    """Read a table of values; the separator is found by looking, not by the suffix."""
    text = decode(path.read_bytes())
    outline = Outline()
    add_rows(outline, _rows(text))
    return Loaded(sections=outline.sections())


def _rows(text: str) -> Iterator[GridRow]:
    # One long field is a cell with a whole letter in it; the default limit would refuse the file.
    csv.field_size_limit(_LARGEST_FIELD)
    stated = text[:6].lower()
    body = text.split("\n", 1)[-1] if stated.startswith("sep=") else text
    reader = csv.reader(
        io.StringIO(body.replace("\x00", ""), newline=""),
        delimiter=stated[4] if body is not text else _separator(text),
        skipinitialspace=True,
    )
    for number, cells in enumerate(reader, start=1 if body is text else 2):
        yield GridRow(number, tuple(one_line(without_markup(cell)) for cell in cells))


def is_delimited(text: str) -> bool:
    """Tell a table of values from other text: nearly all lines have the same number of fields."""
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES]
    _, count = _parting(lines)
    return count >= max(_LEAST_LINES, _MOST_PARTED * len(lines))


def _separator(text: str) -> str:
    """Return the separator that parts most lines into the same number of fields, above one."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    return _parting(lines)[0]


def _parting(lines: list[str]) -> tuple[str, int]:
    """Return the best separator, and how many lines it parts alike."""
    best, best_score, best_count = ",", 0, 0
    for separator in _SEPARATORS:
        rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        score = count * 100 + width
        if score > best_score:
            best, best_score, best_count = separator, score, count
    return best, best_count
