"""A picture of all notes before and after: UMAP, coloured by a label."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from finetune.notes.labels import NoteLabel
from finetune.notes.records import Note
from knowledge.domain.passages import FloatRows

_NEIGHBOURS = 15
_COLOURS = ("#1b6ca8", "#c8553d", "#4f7942", "#8e6c8a", "#b8860b", "#40798c", "#7a4419")
_NONE = "#c9ced6"


def draw_before_after(
    path: Path,
    notes: Sequence[Note],
    labels: Sequence[NoteLabel],
    sides: Mapping[str, Mapping[str, FloatRows]],
    *,
    seed: int = 1,
) -> None:
    """Write a PNG or SVG with one panel per model; a note has the colour of its first label.

    Neighbourhoods mean something in such a picture, distances and sizes do not: it shows, it does
    not prove. McInnes et al. 2018, https://arxiv.org/abs/1802.03426.
    """
    colours = [_colour(note, labels) for note in notes]
    figure = Figure(figsize=(6 * len(sides), 5.6))
    panels = figure.subplots(1, len(sides), squeeze=False)
    for panel, (name, rows) in zip(panels[0], sides.items(), strict=True):
        places = _flattened(np.stack([rows[note.text] for note in notes]), seed)
        panel.scatter(places[:, 0], places[:, 1], c=colours, s=9, alpha=0.75, linewidths=0)
        panel.set_title(name)
        panel.set_xticks([])
        panel.set_yticks([])
    named = [*((label.name, _COLOURS[n % len(_COLOURS)]) for n, label in enumerate(labels))]
    handles = [
        Line2D([], [], marker="o", linestyle="", color=colour, label=name)
        for name, colour in (*named, ("none of these", _NONE))
    ]
    figure.legend(handles=handles, loc="lower center", ncol=len(handles), frameon=False)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    figure.savefig(path, dpi=110)


def _colour(note: Note, labels: Sequence[NoteLabel]) -> str:
    for number, label in enumerate(labels):
        if label.holds(note):
            return _COLOURS[number % len(_COLOURS)]
    return _NONE


def _flattened(rows: FloatRows, seed: int) -> FloatRows:
    with warnings.catch_warnings():
        # umap warns of its own use of numba and scikit-learn, and that a seed costs threads.
        warnings.simplefilter("ignore")
        from umap import UMAP  # noqa: PLC0415 -- four seconds of import that only pictures need

        neighbours = min(_NEIGHBOURS, len(rows) - 1)
        reducer = UMAP(n_neighbors=neighbours, metric="cosine", random_state=seed, n_jobs=1)
        placed: FloatRows = reducer.fit_transform(rows)
    return placed
