"""The command `citewell finetune compare`: a tuned model against its base, once more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from finetune.pairs.judged import Judged, general, held_out
from finetune.pairs.pair import pool_path, read_pairs, read_pool
from finetune.training.evaluation import CURVE, Mixture, measured_curve
from finetune.training.model_card import table, write_figures
from finetune.training.models import base_model, open_trainable
from finetune.training.weights import mixed, weights_of
from ingest.embedding.cache import embeddings_path
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.tuned import read_tuned, tuned_folder
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def compare(
    name: Annotated[str, typer.Argument(help="The tuned model.")],
    pairs: Annotated[
        Path | None, typer.Option(help="Measure on the test part of this file.")
    ] = None,
    benchmark: Annotated[
        list[Path] | None, typer.Option("--general", help="A benchmark folder; may be repeated.")
    ] = None,
    *,
    passages: Annotated[int, typer.Option(min=0, help="Among this many passages; 0: all.")] = 0,
    questions: Annotated[int, typer.Option(min=0, help="General questions; 0: all.")] = 0,
    curve: Annotated[bool, typer.Option("--curve", help="Measure several merge weights.")] = False,
    weight: Annotated[
        list[float] | None,
        typer.Option(min=0.01, max=1.5, help="Measure this weight; may be repeated."),
    ] = None,
) -> None:
    """Measure a tuned model against its base, on held-out questions and on general ones.

    The figures are kept in the model's folder and its card, in place of those from before.
    """
    settings = Settings()
    folder = tuned_folder(settings.data_dir, name)
    judged = [
        *_kept(pairs, passages),
        *(general(each, passages=passages, questions=questions) for each in benchmark or ()),
    ]
    if not judged:
        raise InputError("There is nothing to measure on. Add --pairs, --general, or both.")
    mixture, merge = opened_again(settings.embedding, settings.data_dir, folder)
    points = measured_curve(
        mixture,
        judged,
        sorted({*(weight or [merge]), *(CURVE if curve else ())}),
        cache=embeddings_path(settings.data_dir),
        said=lambda line: typer.echo(line, err=True),
    )
    write_figures(folder, points)
    for each in judged:
        typer.echo("\n".join([f"{each.name} ({each.described})", *table(points, each.name), ""]))


def opened_again(
    embedding_settings: EmbeddingSettings, data_dir: Path, folder: Path
) -> tuple[Mixture, float]:
    """Open a tuned model and its base; return them, and the weight that they were mixed with.

    What was mixed is found again from the mix: base + (mix - base) / weight.

    Raises:
        InputError: the folder holds no embedding model that was tuned here.
        ModelUnavailable: the base is not on this machine.
    """
    tuned = read_tuned(folder)
    if tuned is None or tuned.kind != "embedding":
        raise InputError(
            f"{str(folder)!r} holds no embedding model that was tuned here. `citewell models` "
            "lists those there are."
        )
    described = base_model(embedding_settings, data_dir, tuned.base_path or tuned.base)
    base = weights_of(open_trainable(described, device="cpu", adapters=True))
    embedding = embedding_settings.model_copy(update={"model_path": ""})
    own = base_model(embedding, data_dir, tuned.name)
    model = open_trainable(own, device=embedding_settings.device, adapters=True)
    whole = mixed(base, weights_of(model), 1 / tuned.merge)
    return Mixture(model, described, base, whole), tuned.merge


def _kept(pairs: Path | None, passages: int) -> list[Judged]:
    if pairs is None:
        return []
    kept = held_out(read_pairs(pairs), read_pool(pool_path(pairs)), passages=passages)
    if kept is None:
        raise InputError(f"{str(pairs)!r} keeps no pair for testing.")
    return [kept]
