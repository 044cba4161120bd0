"""Plots as SVG text: bars with intervals, and differences question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_LINE = 26
_NAME_WIDTH = 330
_PLOT_WIDTH = 400
_VALUE_WIDTH = 60
_HEIGHT = 160
COLOURS = ("#2f6fab", "#c26a1b", "#3a8a5f", "#8a4fa0", "#a33b45", "#5b6570")


@dataclass(frozen=True, slots=True)
class Bar:
    """A named value with its interval."""

    name: str
    value: float
    low: float
    high: float


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Return horizontal bars from 0, each with its interval as a whisker."""
    most = max((row.high for row in rows), default=0.0) or 1.0
    height = _LINE * len(rows) + 8
    drawn = "".join(_bar(row, place, most) for place, row in enumerate(rows))
    return _svg(title, _NAME_WIDTH + _PLOT_WIDTH + _VALUE_WIDTH, height, drawn)


def sorted_differences(title: str, differences: Sequence[float]) -> str:
    """Return one thin column per question, the largest gain first, losses below the line."""
    ordered = sorted(differences, reverse=True)
    width = _NAME_WIDTH + _PLOT_WIDTH
    step = width / max(1, len(ordered))
    middle = _HEIGHT / 2
    most = max((abs(each) for each in ordered), default=0.0) or 1.0
    columns = "".join(
        f'<rect x="{place * step:.2f}" y="{middle - max(0.0, size):.1f}" '
        f'width="{max(step * 0.9, 0.5):.2f}" height="{abs(size):.1f}" '
        f'fill="{COLOURS[2] if size > 0 else COLOURS[4]}"/>'
        for place, each in enumerate(ordered)
        for size in [each / most * (middle - 4)]
    )
    line = f'<line x1="0" x2="{width}" y1="{middle}" y2="{middle}" class="axis"/>'
    return _svg(title, width, _HEIGHT, columns + line)


def _bar(row: Bar, place: int, most: float) -> str:
    scale = _PLOT_WIDTH / most
    top = place * _LINE + 4
    middle = top + (_LINE - 8) / 2
    left, low, high = _NAME_WIDTH, _NAME_WIDTH + row.low * scale, _NAME_WIDTH + row.high * scale
    colour = COLOURS[place % len(COLOURS)]
    return (
        f'<text x="{left - 8}" y="{middle + 4}" text-anchor="end">{escape(_shortened(row.name))}'
        f"<title>{escape(row.name)}</title></text>"
        f'<rect x="{left}" y="{top}" width="{row.value * scale:.1f}" height="{_LINE - 8}" '
        f'fill="{colour}" fill-opacity=".75"/>'
        f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 4}v8M{high:.1f} '
        f'{middle - 4}v8" class="whisker"/>'
        f'<text x="{high + 6:.1f}" y="{middle + 4}">{row.value:.3f}</text>'
    )


def _shortened(name: str, most: int = 52) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _svg(title: str, width: int, height: int, drawn: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{drawn}</svg>'
    )
