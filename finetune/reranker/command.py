"""The command `citewell finetune reranker`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from finetune.reranker.training import RerankerRecipe
from finetune.reranker.tuning import RerankerTuningRequest, tune_reranker
from finetune.training.models import base_model
from finetune.training.progress import TrainingBar
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def reranker(  # noqa: PLR0913 -- each is an option of the command
    pairs: Annotated[Path, typer.Option(help="The file of `citewell finetune negatives`.")],
    name: Annotated[str, typer.Option(help="What it is called: tuned/NAME.")],
    model: Annotated[str, typer.Option(help="The embedding model that it starts from.")] = "minilm",
    *,
    epochs: Annotated[float, typer.Option(min=0.01, help="Times through the pairs.")] = 4.0,
    batch: Annotated[int, typer.Option(min=2, help="Texts in a batch.")] = 16,
    learning_rate: Annotated[float, typer.Option(min=0.0, help="The peak learning rate.")] = 1e-4,
    max_tokens: Annotated[
        int, typer.Option(min=16, help="Tokens of question and passage that it ever reads.")
    ] = 128,
    negatives: Annotated[int, typer.Option(min=1, help="Near misses per pair.")] = 3,
    easy: Annotated[int, typer.Option(min=0, help="Random passages per pair.")] = 1,
    seed: Annotated[int, typer.Option(help="Same seed, same model (on a CPU).")] = 1,
    candidates: Annotated[int, typer.Option(min=2, help="How many it reads.")] = 50,
    passages: Annotated[int, typer.Option(min=0, help="Passages to measure among; 0: all.")] = 0,
    questions: Annotated[int, typer.Option(min=0, help="Questions to measure on; 0: all.")] = 0,
    dev_questions: Annotated[
        int, typer.Option(min=1, help="Questions to weigh it against the search on.")
    ] = 40,
) -> None:
    """Tune a small cross-encoder that reorders the best passages of a search.

    What searches is the configured embedding model (CITEWELL_EMBEDDING_MODEL).
    """
    settings = Settings()
    made = tune_reranker(
        RerankerTuningRequest(
            name=name,
            base=base_model(settings.embedding, settings.data_dir, model),
            searched_with=open_embedder(settings.embedding, settings.data_dir),
            pairs_file=pairs,
            recipe=RerankerRecipe(
                epochs=epochs,
                batch=batch,
                learning_rate=learning_rate,
                max_tokens=max_tokens,
                negatives=negatives,
                easy=easy,
                seed=seed,
            ),
            data_dir=settings.data_dir,
            device=settings.reranker.device,
            bfloat16=settings.reranker.bfloat16,
            passages=passages,
            questions=questions,
            dev_questions=dev_questions,
            candidates=candidates,
            command=shlex.join(["citewell", "finetune", *sys.argv[2:]]),
            said=lambda line: typer.echo(line, err=True),
        ),
        TrainingBar(Console(stderr=True)),
    )
    typer.echo((made.folder / "README.md").read_text(encoding="utf-8"))
