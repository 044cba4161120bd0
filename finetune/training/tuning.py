"""The whole way: train, mix with the base, save, measure before and after, write the card."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sentence_transformers import SentenceTransformer

from finetune.pairs.judged import Judged, held_out
from finetune.pairs.pair import Pair, of_part, pool_path, read_pairs, read_pool
from finetune.training.evaluation import Mixture, Point, measured_curve
from finetune.training.model_card import Card, write_card
from finetune.training.models import (
    checkpoint_folder,
    drafted_folder,
    open_trainable,
    refuse_taken,
    save_model,
)
from finetune.training.progress import TrainingProgress
from finetune.training.recipe import Recipe
from finetune.training.trainer import Lesson, Trained, TrainingEstimate, estimate, train
from finetune.training.weights import add_adapters, merge_adapters, weights_of
from ingest.embedding.cache import embeddings_path
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.catalogue.embedders import entry_named
from knowledge.models.catalogue.tuned import TUNED_PREFIX, TunedModel, tuned_folder
from knowledge.models.local.devices import AUTO


@dataclass(frozen=True, slots=True)
class TuningRequest:
    """What was asked for: a name, a base, pairs, a recipe, and what to measure with."""

    name: str
    base: LocalModel
    pairs_file: Path
    recipe: Recipe
    merge: float
    data_dir: Path
    guide: LocalModel | None = None
    device: str = ""
    bfloat16: str = AUTO
    general: tuple[Judged, ...] = ()
    curve: tuple[float, ...] = ()
    passages: int = 0
    least_grade: int = 2
    command: str = ""
    resume: bool = False
    said: Callable[[str], None] = field(default=lambda _line: None)

    @property
    def pairs(self) -> list[Pair]:
        """All pairs of the file, with enough negatives where the recipe wants them."""
        pairs = read_pairs(self.pairs_file)
        few = sum(len(pair.negatives) < self.recipe.negatives for pair in pairs)
        if few:
            raise InputError(
                f"{few} of {len(pairs)} pairs have fewer than {self.recipe.negatives} negatives. "
                "Run `citewell finetune negatives` first, or leave --negatives out."
            )
        return pairs

    def lesson(self, pairs: Sequence[Pair]) -> Lesson:
        """Open the models, and say what is to be trained."""
        model = opened(self.base, self.recipe, self.device)
        good = [pair for pair in pairs if pair.grade >= self.least_grade]
        return Lesson(
            model=model,
            framing=self.base.framing,
            pairs=of_part(good, "train"),
            recipe=self.recipe,
            checkpoints=checkpoint_folder(self.data_dir, self.name),
            held_out=of_part(good, "dev"),
            bfloat16=self.bfloat16,
            guide=open_trainable(self.guide, device=self.device) if self.guide else None,
        )


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it."""

    folder: Path
    trained: Trained
    points: tuple[Point, ...]


def opened(base: LocalModel, recipe: Recipe, device: str) -> SentenceTransformer:
    """Open the base, with adapters where the recipe has any."""
    model = open_trainable(base, device=device, adapters=bool(recipe.lora_rank))
    if recipe.lora_rank:
        add_adapters(model, rank=recipe.lora_rank, seed=recipe.seed)
    return model


def estimated(request: TuningRequest) -> TrainingEstimate:
    """Say what an order would take; nothing is kept."""
    with TemporaryDirectory() as elsewhere:
        # Not where a training of this name may have left its checkpoints.
        return estimate(replace(request.lesson(request.pairs), checkpoints=Path(elsewhere)))


def carried_out(request: TuningRequest, progress: TrainingProgress) -> Tuned:
    """Train, mix, save, measure; what is saved stays even when measuring fails.

    Raises:
        InputError: the name is taken, or the pairs do not do.
        ConfigurationError: a package is missing, or the model is too large to train whole.
    """
    refuse_taken(request.data_dir, request.name)
    pairs = request.pairs
    judged = judged_of(request, pairs)
    lesson = request.lesson(pairs)
    request.said(
        f"Training {request.base.name} on {len(lesson.pairs):,} pairs, {lesson.steps:,} steps; "
        f"{len(lesson.held_out):,} pairs are held out to stop by."
    )
    if not request.resume:
        shutil.rmtree(lesson.checkpoints, ignore_errors=True)
    trained = train(lesson, resume=request.resume, progress=progress)
    mixture = _mixture(request, lesson.model)
    tuned = _described(request, lesson)
    with drafted_folder(request.data_dir, request.name) as folder:
        save_model(folder, mixture.at(request.merge), tuned)
    shutil.rmtree(lesson.checkpoints, ignore_errors=True)
    folder = tuned_folder(request.data_dir, request.name)
    request.said(f"Saved in {folder}. Measuring before and after.")
    points = measured_curve(
        mixture,
        judged,
        sorted({*request.curve, request.merge} - {0.0}),
        cache=embeddings_path(request.data_dir),
        said=request.said,
    )
    write_card(
        folder, Card(tuned, request.recipe, trained, pairs_of(request, pairs), tuple(points))
    )
    return Tuned(folder, trained, tuple(points))


def judged_of(request: TuningRequest, pairs: Sequence[Pair]) -> list[Judged]:
    """Return what to measure on: the pairs' test part, then the general sets."""
    kept = held_out(pairs, read_pool(pool_path(request.pairs_file)), passages=request.passages)
    return [*([kept] if kept else []), *request.general]


def pairs_of(request: TuningRequest, pairs: Sequence[Pair]) -> dict[str, str]:
    """Say where the pairs came from, for the card."""
    counts = ", ".join(f"{len(of_part(pairs, part)):,} {part}" for part in ("train", "dev", "test"))
    sources = ", ".join(sorted({pair.made_from or pair.kind for pair in pairs}))
    digest = hashlib.sha256(request.pairs_file.read_bytes()).hexdigest()
    return {
        "file": request.pairs_file.name,
        "sha256": digest[:12],
        "pairs": counts,
        "made from": sources,
        "documents": f"{len({pair.document for pair in pairs}):,}",
        "command": request.command,
    }


def _mixture(request: TuningRequest, model: SentenceTransformer) -> Mixture:
    if request.recipe.lora_rank:
        merge_adapters(model)
    tuned = weights_of(model)
    base = weights_of(open_trainable(request.base, device="cpu", adapters=True))
    return Mixture(model, request.base, base, tuned)


def _described(request: TuningRequest, lesson: Lesson) -> TunedModel:
    entry = entry_named(request.base.name)
    native = lesson.model.get_embedding_dimension() or 0
    return TunedModel(
        kind="embedding",
        name=f"{TUNED_PREFIX}{tuned_folder(request.data_dir, request.name).name}",
        base=request.base.name,
        base_path=str(request.base.folder) if request.base.name == request.base.folder.name else "",
        base_revision=request.base.revision,
        licence=f"as its base: {entry.licence}" if entry else "as its base",
        dimensions=(native, *request.recipe.matryoshka),
        max_tokens=lesson.model.max_seq_length or request.base.max_tokens or 512,
        merge=request.merge,
        seed=request.recipe.seed,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        pairs=len(lesson.pairs),
    )
