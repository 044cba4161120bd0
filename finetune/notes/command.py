"""The commands `citewell finetune notes`: a model that finds the next note of a person."""

from __future__ import annotations

import json
import shlex
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from rich.console import Console

from finetune.notes.evaluation import NoteMeasures, NotesInQuestion
from finetune.notes.labels import NoteLabel, parse_label
from finetune.notes.pairs import Mask, Masking, as_pairs, masked_notes, split_persons, unmasked
from finetune.notes.records import (
    Note,
    NoteColumns,
    by_person,
    example_notes,
    is_mimic_folder,
    read_mimic,
    read_notes,
    write_example,
)
from finetune.notes.report import as_json, as_tables
from finetune.notes.training import NotesTuningRequest, train_on_notes
from finetune.pairs.pair import of_part, pool_path, write_pairs, write_pool
from finetune.training.models import base_model
from finetune.training.progress import TrainingBar
from finetune.training.recipe import Recipe
from knowledge.domain.errors import InputError
from knowledge.domain.passages import FloatRows
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings

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


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Tune an embedding model on dated notes: from a note to the next of its person.",
)

Times = Mapping[str, datetime]
NotesFile = Annotated[
    Path, typer.Argument(help="A CSV or JSONL file of notes, or a folder with MIMIC-III's files.")
]
Person = Annotated[str, typer.Option(help="The column that says whose note it is.")]
Time = Annotated[str, typer.Option(help="The column of the time, as ISO 8601.")]
Text = Annotated[str, typer.Option(help="The column of the text.")]
Kind = Annotated[str, typer.Option(help="The column of the note's type.")]
Unmasked = Annotated[
    bool, typer.Option("--unmasked", help="Leave names and demographics in, to see the shortcut.")
]
Seed = Annotated[int, typer.Option(help="Draws who is trained on and who is tested on.")]


@app.command()
def pairs(
    notes: NotesFile,
    out: Annotated[Path, typer.Option(help="The JSONL file to write; it must not be there yet.")],
    *,
    person: Person = "person",
    time: Time = "time",
    text: Text = "text",
    kind: Kind = "kind",
    leave: Unmasked = False,
    seed: Seed = 1,
) -> None:
    """Write pairs of a note and its next one, for citewell finetune train --negatives 1."""
    if out.exists():
        raise InputError(f"{str(out)!r} exists. Name another file, or delete it.")
    found = _read(notes, NoteColumns(person, time, text, kind))[0]
    split = split_persons([note.person for note in found], seed=seed)
    made, pool = as_pairs(masked_notes(found, _mask(leave)), split, seed=seed)
    write_pool(pool_path(out), pool)
    write_pairs(out, made)
    parts = ", ".join(f"{len(of_part(made, part)):,} {part}" for part in ("train", "dev", "test"))
    typer.echo(
        f"Wrote {len(made):,} pairs of {len(by_person(found)):,} persons' {len(found):,} notes to "
        f"{out}: {parts}; nobody is in two parts."
    )


@app.command()
def train(  # noqa: PLR0913 -- each is an option of the command
    notes: NotesFile,
    name: Annotated[str, typer.Option(help="What the tuned model is called: tuned/NAME.")],
    model: Annotated[str, typer.Option(help="The base: a name or a folder.")] = "",
    *,
    person: Person = "person",
    time: Time = "time",
    text: Text = "text",
    kind: Kind = "kind",
    leave: Unmasked = False,
    epochs: Annotated[float, typer.Option(min=0.01, help="Times through the steps.")] = 8.0,
    batch: Annotated[int, typer.Option(min=2, help="Steps in a batch.")] = 16,
    learning_rate: Annotated[float, typer.Option(min=0.0, help="The peak learning rate.")] = 5e-5,
    max_tokens: Annotated[int, typer.Option(min=8, help="Tokens read while training.")] = 128,
    merge: Annotated[
        float, typer.Option(min=0.05, max=1.0, help="The tuned model's weight in the mix.")
    ] = 1.0,
    soft_codes: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of the target for notes coded alike.")
    ] = 0.0,
    lora_rank: Annotated[int, typer.Option(min=0, help="Train adapters only; 0: all.")] = 0,
    seed: Seed = 1,
) -> None:
    """Tune an embedding model so that a note's vector lies near the next note's."""
    settings = Settings()
    found = _read(notes, NoteColumns(person, time, text, kind))[0]
    split = split_persons([note.person for note in found], seed=seed)
    request = NotesTuningRequest(
        name=name,
        base=base_model(settings.embedding, settings.data_dir, model or settings.embedding.model),
        recipe=Recipe(
            epochs=epochs,
            batch=batch,
            learning_rate=learning_rate,
            max_tokens=max_tokens,
            seed=seed,
            lora_rank=lora_rank,
            negatives=1,
        ),
        merge=merge,
        data_dir=settings.data_dir,
        device=settings.embedding.device,
        bfloat16=settings.embedding.bfloat16,
        soft_codes=soft_codes,
    )
    bar = TrainingBar(Console(stderr=True))
    folder, trained = train_on_notes(request, masked_notes(found, _mask(leave)), split, bar)
    typer.echo(
        f"Saved in {folder}: {trained.steps:,} steps, {trained.seconds:,.0f} s, "
        f"{trained.peak_megabytes:,.0f} MB. Measure it with citewell finetune notes evaluate "
        f"{shlex.quote(str(notes))} --model {request.base.name} --model tuned/{name}."
    )


@app.command()
def evaluate(  # noqa: PLR0913 -- each is an option of the command
    notes: NotesFile,
    model: Annotated[
        list[str] | None, typer.Option(help="A model; give two for before and after.")
    ] = None,
    *,
    person: Person = "person",
    time: Time = "time",
    text: Text = "text",
    kind: Kind = "kind",
    leave: Unmasked = False,
    label: Annotated[
        list[str] | None,
        typer.Option(help="NAME=PATTERN in the text, or NAME=code:PREFIX; may be repeated."),
    ] = None,
    event: Annotated[str, typer.Option(help="The event to predict: NAME=PATTERN or a code.")] = "",
    at_note: Annotated[
        int, typer.Option(min=0, help="The note that time is counted from, from 0.")
    ] = 0,
    picture: Annotated[
        Path | None, typer.Option(help="Draw a UMAP picture of all notes: .png or .svg.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    seed: Seed = 1,
) -> None:
    """Measure next-note recall, labels and survival on persons kept from training."""
    settings = Settings()
    found, until, died = _read(notes, NoteColumns(person, time, text, kind))
    split = split_persons([note.person for note in found], seed=seed)
    labels = tuple(parse_label(each) for each in label or ())
    waited = parse_label(event) if event else None
    asked = NoteMeasures(labels, waited, at_note, until, died)
    question = NotesInQuestion(found, split, _mask(leave), asked)
    rows = {
        each: question.vectors(
            open_embedder(settings.embedding.model_copy(update={"model": each}), settings.data_dir)
        )
        for each in model or [settings.embedding.model]
    }
    sides = {each: question.measure(vectors) for each, vectors in rows.items()}
    for table in as_tables(sides):
        Console().print(table)
    if picture:
        every = [note for theirs in question.masked.values() for note in theirs]
        draw_before_after(picture, every, labels, rows, seed=seed)
    if json_out:
        json_out.write_text(json.dumps(as_json(sides), indent=1), encoding="utf-8")


@app.command()
def example(
    out: Annotated[Path, typer.Option(help="The JSONL file to write; it must not be there yet.")],
    persons: Annotated[int, typer.Option(min=3, help="How many made-up persons.")] = 40,
    seed: Seed = 1,
) -> None:
    """Write made-up notes to try the job on."""
    if out.exists():
        raise InputError(f"{str(out)!r} exists. Name another file, or delete it.")
    made = example_notes(persons, seed=seed)
    write_example(out, made)
    typer.echo(f"Wrote {len(made):,} made-up notes of {persons:,} persons to {out}.")


def _read(path: Path, columns: NoteColumns) -> tuple[tuple[Note, ...], Times, Times]:
    """Return the notes, when each person was last seen, and who died when (MIMIC only)."""
    if not path.is_dir():
        return read_notes(path, columns), {}, {}
    if not is_mimic_folder(path):
        raise InputError(f"{str(path)!r} is a folder without MIMIC-III's NOTEEVENTS.csv.")
    mimic = read_mimic(path)
    return mimic.notes, mimic.last_seen, mimic.died


def _mask(leave: bool) -> Mask:
    return unmasked if leave else Masking()
