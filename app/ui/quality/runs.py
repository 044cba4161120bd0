"""The Quality page's evaluations: runs with intervals, two compared question by question."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from app.i18n import curator_texts as words
from app.records.eval_runs import (
    ChangedScore,
    EvalRun,
    RunFigure,
    by_measures,
    changes,
    compared,
    listing,
    read_run,
    run_names,
    shared_measures,
)
from app.ui import curators, widgets

_LISTED = 12
_COMPARED = 100
_MEASURES = 4
_COMPARED_MEASURES = 9
_CHANGED = 50
_HITS = 10


def show(workspace: curators.CuratorWorkspace, _name: str) -> None:
    """Draw the newest runs and the comparison of two."""
    folder = workspace.resources.settings.data_dir / "runs"
    names = run_names(folder)
    if not names:
        curators.empty(words.NO_RUNS, words.NO_RUNS_BELOW)
        return
    newest = listing(folder, limit=_LISTED)
    curators.soft(words.RUNS_BELOW)
    _runs(newest.runs)
    if newest.unreadable:
        listed = ", ".join(newest.unreadable)
        widgets.trouble(words.UNREADABLE_RUNS.format(count=len(newest.unreadable), names=listed))
    _one_run([run for run in newest.runs if run.groups])
    curators.heading(words.COMPARE)
    _compare(folder, names[:_COMPARED])


def _runs(runs: Sequence[EvalRun]) -> None:
    """Draw a table for each kind of run: rankings and answers have measures of their own."""
    for measures, alike in by_measures(runs, _MEASURES).items():
        curators.table(
            (words.RUN, words.QUESTIONS, *measures),
            [
                (
                    f"{run.title}\n{run.at[:16].replace('T', ' ')}",
                    words.plain_number(len(run.questions)),
                    *(_figure(run.figures.get(measure)) for measure in measures),
                )
                for run in alike
            ],
            label=words.EVALUATIONS,
            numbers=True,
        )


def _figure(figure: RunFigure | None) -> str:
    if figure is None:
        return "\u2013"
    # Shares are between 0 and 1; words and the like are counted.
    mean, low, high = (
        f"{bound:.3f}" if figure.high <= 1 else f"{bound:.1f}"
        for bound in (figure.mean, figure.low, figure.high)
    )
    return f"{mean}\n{low}\u2013{high}"


def _one_run(runs: Sequence[EvalRun]) -> None:
    """Draw all measures of one run, then the first ones by label."""
    if not runs:
        return
    curators.heading(words.ONE_RUN)
    titles = [f"{run.title} · {run.at[:16].replace('T', ' ')}" for run in runs]
    chosen = st.selectbox(
        words.RUN, range(len(runs)), format_func=lambda place: titles[place], key="one_run"
    )
    run = runs[chosen]
    curators.table(
        (words.MEASURE, words.QUESTIONS, words.MEAN),
        [(name, _count(each), _figure(each)) for name, each in run.figures.items()],
        label=words.ONE_RUN,
        numbers=True,
    )
    measures = list(run.figures)[:_MEASURES]
    curators.table(
        (words.LABEL, words.QUESTIONS, *measures),
        [
            (
                group.name,
                _count(next(iter(group.figures.values()))),
                *(_figure(group.figures.get(measure)) for measure in measures),
            )
            for group in run.groups_with(measures)
        ],
        label=words.LABEL,
        numbers=True,
    )


def _count(figure: RunFigure) -> str:
    return words.plain_number(figure.questions)


def _compare(folder: Path, names: Sequence[str]) -> None:
    left, right = st.columns(2)
    first_name = left.selectbox(
        words.BEFORE, names, index=min(1, len(names) - 1), key="compare_first"
    )
    second_name = right.selectbox(words.AFTER, names, index=0, key="compare_second")
    if first_name == second_name:
        curators.soft(words.SAME_RUN)
        return
    first, second = read_run(folder, str(first_name)), read_run(folder, str(second_name))
    if first is None or second is None:
        widgets.trouble(words.UNREADABLE_RUNS.format(count=1, names=first_name))
        return
    measures = shared_measures(first, second)
    if not measures or not changes(first, second, measures[0]):
        curators.soft(words.NONE_SHARED)
        return
    rows = compared(first, second, measures[:_COMPARED_MEASURES])
    curators.table(
        (
            words.MEASURE,
            words.QUESTIONS,
            words.BEFORE,
            words.AFTER,
            words.DIFFERENCE,
            words.INTERVAL,
        ),
        [
            (
                row.measure,
                words.plain_number(row.questions),
                f"{row.before:.3f}",
                f"{row.after:.3f}",
                f"{row.after - row.before:+.3f}{'*' if row.is_clear else ''}",
                f"{row.low:+.3f} to {row.high:+.3f}",
            )
            for row in rows
        ],
        label=words.COMPARE,
        numbers=True,
    )
    curators.soft(words.CLEAR)
    _changed(first, second, measures)


def _changed(first: EvalRun, second: EvalRun, measures: Sequence[str]) -> None:
    curators.heading(words.CHANGED_MOST)
    measure = str(st.selectbox(words.BY_MEASURE, measures, key="compare_by", width=260))
    moved = [pair for pair in changes(first, second, measure) if pair.change][:_CHANGED]
    if not moved:
        curators.soft(words.UNCHANGED)
        return
    picked = st.dataframe(
        {
            words.QUESTION: [pair.second.question for pair in moved],
            words.BEFORE: [round(pair.before, 3) for pair in moved],
            words.AFTER: [round(pair.after, 3) for pair in moved],
            words.DIFFERENCE: [round(pair.change, 3) for pair in moved],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"changed_{first.name}_{second.name}_{measure}",
        height=38 + 35 * min(8, len(moved)),
        column_config={words.QUESTION: st.column_config.TextColumn(width="large")},
        alt=words.CHANGED_MOST,
    )
    rows = picked["selection"]["rows"]
    _hits(moved[rows[0] if rows and rows[0] < len(moved) else 0])


def _hits(pair: ChangedScore) -> None:
    curators.heading(words.RANKING)
    st.html(f"<h3>{escape(pair.second.question)}</h3>")
    for column, question, title in zip(
        st.columns(2), (pair.first, pair.second), (words.BEFORE, words.AFTER), strict=True
    ):
        relevant = {each for each, grade in question.relevant.items() if grade > 0}
        shown = question.ranking[:_HITS]
        at = next((n for n, each in enumerate(question.ranking, 1) if each in relevant), None)
        told = (
            words.FIRST_RELEVANT.format(rank=at)
            if at
            else words.NOT_FOUND.format(count=len(question.ranking))
        )
        lines = "".join(
            f'<div class="cw-hit">{rank}. {escape(each)}'
            + (
                f' <span class="cw-only">\u2713 {escape(words.RELEVANT)}</span>'
                if each in relevant
                else ""
            )
            + "</div>"
            for rank, each in enumerate(shown, start=1)
        )
        with column:
            st.html(f'<h3>{escape(title)}</h3><p class="cw-soft">{escape(told)}</p>{lines}')
