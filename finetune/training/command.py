"""The command `citewell finetune train`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from finetune.pairs.judged import Judged, general
from finetune.training.evaluation import CURVE
from finetune.training.models import base_model
from finetune.training.progress import TrainingBar
from finetune.training.recipe import Recipe
from finetune.training.tuning import TuningRequest, carried_out, estimated
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.description import LocalModel
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)

_SECONDS_OF_A_MINUTE = 60


@app.command()
def train(  # noqa: PLR0913 -- each is an option of the command
    pairs: Annotated[Path, typer.Option(help="The file of `citewell finetune pairs`.")],
    name: Annotated[str, typer.Option(help="What the tuned model is called: tuned/NAME.")],
    model: Annotated[str, typer.Option(help="The base: a name or a folder.")] = "",
    *,
    guide: Annotated[
        str, typer.Option(help="A model that tells which passages of a batch also answer.")
    ] = "",
    matryoshka: Annotated[
        list[int] | None, typer.Option(help="A shorter dimension to train for; may be repeated.")
    ] = None,
    lora: Annotated[bool, typer.Option("--lora", help="Train adapters only, then merge.")] = False,
    lora_rank: Annotated[int, typer.Option(min=1, help="The adapters' rank.")] = 16,
    merge: Annotated[
        float, typer.Option(min=0.05, max=1.0, help="The tuned model's weight in the mix.")
    ] = 0.5,
    epochs: Annotated[float, typer.Option(min=0.01, help="Times through the pairs.")] = 2.0,
    batch: Annotated[int, typer.Option(min=2, help="Pairs in a batch; larger is better.")] = 32,
    at_once: Annotated[
        int, typer.Option(min=0, help="Pairs in memory together; 0: the whole batch.")
    ] = 0,
    learning_rate: Annotated[float, typer.Option(min=0.0, help="The peak learning rate.")] = 5e-5,
    max_tokens: Annotated[int, typer.Option(min=8, help="Tokens read while training.")] = 128,
    negatives: Annotated[int, typer.Option(min=0, help="Mined negatives per pair.")] = 0,
    least_grade: Annotated[int, typer.Option(min=1, max=3, help="Leave out lower ones.")] = 2,
    seed: Annotated[int, typer.Option(help="Same seed, same model (on a CPU).")] = 1,
    patience: Annotated[
        int, typer.Option(min=0, help="Checks without a gain until it stops; 0: never.")
    ] = 3,
    tune_words: Annotated[
        bool, typer.Option("--tune-words", help="Tune the word vectors too.")
    ] = False,
    checkpointing: Annotated[
        bool, typer.Option("--gradient-checkpointing", help="Less memory, a third slower.")
    ] = False,
    benchmark: Annotated[
        list[Path] | None,
        typer.Option(
            "--general", help="A benchmark folder, to measure forgetting; may be repeated."
        ),
    ] = None,
    passages: Annotated[
        int, typer.Option(min=0, help="Measure among this many passages; 0: all.")
    ] = 0,
    questions: Annotated[int, typer.Option(min=0, help="General questions at most; 0: all.")] = 0,
    curve: Annotated[bool, typer.Option("--curve", help="Measure several merge weights.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from a checkpoint.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make a few steps and say what the whole run takes.")
    ] = False,
) -> None:
    """Tune an embedding model, mix it with its base, and measure it before and after."""
    settings = Settings()
    recipe = Recipe(
        epochs=epochs,
        batch=batch,
        learning_rate=learning_rate,
        max_tokens=max_tokens,
        seed=seed,
        matryoshka=tuple(sorted(matryoshka or (), reverse=True)),
        lora_rank=lora_rank if lora else 0,
        at_once=at_once,
        patience=patience,
        freeze_words=not tune_words,
        gradient_checkpointing=checkpointing,
        negatives=negatives,
    )
    request = TuningRequest(
        name=name,
        base=base_model(settings.embedding, settings.data_dir, model or settings.embedding.model),
        pairs_file=pairs,
        recipe=recipe,
        merge=merge,
        data_dir=settings.data_dir,
        guide=_guide(settings.embedding, settings.data_dir, guide, recipe),
        device=settings.embedding.device,
        bfloat16=settings.embedding.bfloat16,
        general=() if dry_run else sets(benchmark, passages=passages, questions=questions),
        curve=CURVE if curve else (),
        passages=passages,
        least_grade=least_grade,
        command=shlex.join(["citewell", "finetune", *sys.argv[2:]]),
        resume=resume,
        said=lambda line: typer.echo(line, err=True),
    )
    if dry_run:
        found = estimated(request)
        typer.echo(
            f"{found.steps:,} steps of {found.seconds_per_step:.2f} s: "
            f"{found.seconds / _SECONDS_OF_A_MINUTE:,.1f} minutes, "
            f"{found.peak_megabytes:,.0f} MB of memory. Measuring comes on top. Nothing was kept."
        )
        return
    tuned = carried_out(request, TrainingBar(Console(stderr=True)))
    typer.echo((tuned.folder / "README.md").read_text(encoding="utf-8"))


def sets(folders: list[Path] | None, *, passages: int, questions: int) -> tuple[Judged, ...]:
    """Read the general benchmarks."""
    return tuple(
        general(folder, passages=passages, questions=questions) for folder in folders or ()
    )


def _guide(
    embedding: EmbeddingSettings, data_dir: Path, name: str, recipe: Recipe
) -> LocalModel | None:
    if name and recipe.negatives > 1:
        raise InputError("A guide takes one negative per pair: add --negatives 1, or none.")
    return base_model(embedding, data_dir, name) if name else None
