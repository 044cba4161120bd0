"""Saved runs as one web page that needs nothing else: figures, plots, questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.runs.comparison import ComparisonRow, QuestionChange, RunComparison, compare_runs
from evals.runs.saved_runs import SavedFigure, SavedGroup, SavedRun

_CHANGES_SHOWN = 20
_MEASURES_BY_LABEL = 4
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1d2329;background:#fff;max-width:62rem;
margin:2rem auto;padding:0 1rem}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}
h3{font-size:1rem;margin-bottom:.3rem}table{border-collapse:collapse;margin:.6rem 0}
th,td{padding:.25rem .7rem;border-bottom:1px solid #d9dee3;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.more{color:#1f6b45}.less{color:#9c2f3a}svg{max-width:100%;height:auto;display:block}
svg text{font-size:12px;fill:#1d2329}.axis{stroke:#5b6570}.whisker{stroke:#1d2329;fill:none}
.faint{color:#57616b}.wide{overflow-x:auto}
"""


def report_page(runs: Sequence[SavedRun], *, by: str = "") -> str:
    """Return the page; every run after the first is compared with the first.

    Raises:
        InputError: the runs share no question or measure, or not the measure `by`.
    """
    comparisons = [compare_runs(runs[0], other, by=by) for other in runs[1:]]
    body = "".join(
        (
            f"<h1>{escape(runs[0].short_name) if len(runs) == 1 else 'Runs compared'}</h1>",
            "<p class=faint>Mean over questions with its 95 % bootstrap interval, whole "
            "conversations resampled. * marks a paired interval that leaves out 0.</p>",
            _settings(runs),
            *(_measure(name, runs) for name in runs[0].figures),
            *(_groups(_letter(place), run) for place, run in enumerate(runs) if run.groups),
            _times(runs),
            *(_comparison(comparison) for comparison in comparisons),
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Citewell evaluation report'
        f"</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _settings(runs: Sequence[SavedRun]) -> str:
    keys = list(dict.fromkeys(key for run in runs for key in run.settings))
    # A folder is a place on one machine: no business of the report's reader.
    rows = [
        [key, *(str(run.settings.get(key, "")) for run in runs)] for key in keys if key != "folder"
    ]
    rows.append(["questions", *(str(len(run.questions)) for run in runs)])
    return "<h2>What was run</h2>" + _table(["", *(_letter(i) for i in range(len(runs)))], rows)


def _measure(name: str, runs: Sequence[SavedRun]) -> str:
    rows = [
        Bar(f"{_letter(place)}  {run.short_name}", figure.mean, figure.low, figure.high)
        for place, run in enumerate(runs)
        if (figure := run.figures.get(name))
    ]
    return f"<h3>{escape(name)}</h3>{bars(name, rows)}"


def _groups(letter: str, run: SavedRun) -> str:
    measures = [name for name in run.figures if any(name in each.figures for each in run.groups)]
    shown = measures[:_MEASURES_BY_LABEL]
    rows = [
        [
            each.name,
            _count(each, shown),
            *(_with_interval(each.figures.get(name)) for name in shown),
        ]
        for each in run.groups
        if not each.figures.keys().isdisjoint(shown)
    ]
    headings = ["of", "questions", *shown]
    return f"<h2>{letter} by label</h2>" + _table(headings, rows)


def _with_interval(figure: SavedFigure | None) -> str:
    if figure is None:
        return ""
    return f"{figure.mean:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _count(group: SavedGroup, measures: Sequence[str]) -> str:
    """Return how many questions of a group have the first of these measures that it has."""
    return str(next(group.figures[name].questions for name in measures if name in group.figures))


def _times(runs: Sequence[SavedRun]) -> str:
    rows = [
        [_letter(place), stage, f"{time.p50:.1f}", f"{time.p95:.1f}"]
        for place, run in enumerate(runs)
        for stage, time in run.milliseconds.items()
    ]
    if not rows:
        return ""
    return "<h2>Milliseconds by stage</h2>" + _table(["run", "stage", "p50", "p95"], rows)


def _comparison(comparison: RunComparison) -> str:
    first, second, by = comparison.first, comparison.second, comparison.by
    values = {each.id: each.values[by] for each in first.questions if by in each.values}
    differences = [
        question.values[by] - values[question.id]
        for question in second.questions
        if question.id in values and by in question.values
    ]
    heading = f"{escape(second.short_name)} against {escape(first.short_name)}"
    left_out = (
        f"<p>{comparison.left_out} questions of only one run are left out.</p>"
        if comparison.left_out
        else ""
    )
    return (
        f"<h2>{heading}</h2>{left_out}"
        + _rows(comparison.rows)
        + f"<h3>{escape(by)}, question by question, largest gain first</h3>"
        + sorted_differences(f"{by} by question", differences)
        + f"<h3>The {_CHANGES_SHOWN} largest changes of {escape(by)}</h3>"
        + _changes(comparison.changes[:_CHANGES_SHOWN])
    )


def _rows(rows: Sequence[ComparisonRow]) -> str:
    headings = ["of", "measure", "n", "before", "after", "difference", "95 % interval", "p"]
    cells = [
        [
            row.group,
            row.measure,
            str(row.questions),
            f"{row.first:.3f}",
            f"{row.second:.3f}",
            f"{row.difference.mean:+.3f}{'*' if row.difference.significant else ''}",
            f"{row.difference.low:+.3f} to {row.difference.high:+.3f}",
            f"{row.difference.p_value:.4f}",
        ]
        for row in rows
    ]
    return _table(headings, cells)


def _changes(changes: Sequence[QuestionChange]) -> str:
    headings = ["before", "after", "question", "first found before", "first found after"]
    rows = [
        [
            f"{each.first:.2f}",
            f"{each.second:.2f}",
            each.question.question,
            _first(each, each.first_ranking),
            _first(each, each.second_ranking),
        ]
        for each in changes
    ]
    return _table(headings, rows)


def _first(change: QuestionChange, ranking: Sequence[str]) -> str:
    """Say at which rank the first relevant passage stands."""
    for rank, passage in enumerate(ranking, start=1):
        if passage in change.question.relevant:
            return f"rank {rank}"
    return f"not in {len(ranking)}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td{_kind(cell)}>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<div class=wide><table><tr>{head}</tr>{body}</table></div>"


def _kind(cell: str) -> str:
    number = cell.rstrip("*").lstrip("+-").replace(".", "", 1).isdigit()
    signs = {"+": " more", "-": " less"} if cell.endswith("*") else {}
    return f' class="n{signs.get(cell[:1], "")}"' if number else ""


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)  # noqa: PLR2004 - letters


# Plots as SVG text: bars with intervals, and differences question by question.


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
