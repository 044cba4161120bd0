"""Trains a model on pairs: batches, checkpoints, early stop, resuming.

On a CPU the same seed gives the same weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from datasets import Dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import BatchSamplers
from sentence_transformers.sentence_transformer.losses import (
    CachedGISTEmbedLoss,
    CachedMultipleNegativesRankingLoss,
    GISTEmbedLoss,
    MatryoshkaLoss,
    MultipleNegativesRankingLoss,
)
from torch import nn
from transformers import EarlyStoppingCallback, PrinterCallback

from finetune.pairs.pair import Pair
from finetune.training.progress import SilentTraining, StepClock, TrainingProgress, peak_megabytes
from finetune.training.recipe import Recipe
from knowledge.domain.errors import InputError
from knowledge.models.framing import Framing
from knowledge.models.local.devices import AUTO, trains_in_bfloat16

_FEWEST_PAIRS = 2
_TRIED_STEPS = 4


@dataclass(frozen=True, slots=True)
class Trained:
    """How a training went. `held_out_loss` is None where nothing was held out."""

    steps: int
    planned_steps: int
    seconds: float
    peak_megabytes: float
    held_out_loss: float | None

    @property
    def stopped_early(self) -> bool:
        """Whether the held-out part stopped getting better before the end."""
        return self.steps < self.planned_steps


@dataclass(frozen=True, slots=True)
class TrainingEstimate:
    """What a training would take, from a few real steps."""

    steps: int
    seconds_per_step: float
    peak_megabytes: float

    @property
    def seconds(self) -> float:
        """All steps; looking at the held-out part and measuring come on top."""
        return self.steps * self.seconds_per_step


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be trained, on what, and how.

    `framing` is what stands around questions and passages when the model is asked. The weights
    that do best on `held_out`, pairs of other documents, are kept. `guide` tells which passages of
    a batch answer too. `checkpoints` is a folder of this training's own.
    """

    model: SentenceTransformer
    framing: Framing
    pairs: Sequence[Pair]
    recipe: Recipe
    checkpoints: Path
    held_out: Sequence[Pair] = ()
    guide: SentenceTransformer | None = None
    bfloat16: str = AUTO

    @property
    def steps(self) -> int:
        """Steps of all epochs."""
        batches = ceil(len(self.pairs) / self.recipe.batch)
        return max(1, ceil(batches * self.recipe.epochs))


def train(
    lesson: Lesson, *, resume: bool = False, progress: TrainingProgress | None = None
) -> Trained:
    """Change the model's weights in place; `resume` goes on from the last checkpoint.

    Raises:
        InputError: there are too few pairs, or nothing to resume from.
    """
    _refuse_too_few(lesson.pairs)
    if resume and not any(lesson.checkpoints.glob("checkpoint-*")):
        raise InputError(
            f"There is no checkpoint in {str(lesson.checkpoints)!r} to resume from. "
            "Leave --resume out."
        )
    with _reading_short(lesson), own_forward_afterwards(lesson.model):
        trainer = _trainer(lesson, StepClock(progress or SilentTraining()))
        started = perf_counter()
        trainer.train(resume_from_checkpoint=resume or None)
    return Trained(
        steps=trainer.state.global_step,
        planned_steps=trainer.state.max_steps,
        seconds=perf_counter() - started,
        peak_megabytes=peak_megabytes(),
        held_out_loss=trainer.state.best_metric,
    )


def estimate(lesson: Lesson) -> TrainingEstimate:
    """Make a few real steps and say what all of them would take; the weights change meanwhile.

    Raises:
        InputError: there are too few pairs.
    """
    _refuse_too_few(lesson.pairs)
    clock = StepClock(SilentTraining())
    with _reading_short(lesson), own_forward_afterwards(lesson.model):
        _trainer(replace(lesson, held_out=()), clock, only_steps=_TRIED_STEPS).train()
    # The first step also allocates; it would make a slow guess of every other.
    return TrainingEstimate(
        lesson.steps, median(clock.seconds[1:] or clock.seconds), peak_megabytes()
    )


@contextmanager
def _reading_short(lesson: Lesson) -> Iterator[None]:
    """Read texts only so far while training; afterwards as far as before."""
    model, whole = lesson.model, lesson.model.max_seq_length
    model.max_seq_length = min(lesson.recipe.max_tokens, whole or lesson.recipe.max_tokens)
    try:
        yield
    finally:
        model.max_seq_length = whole


def _refuse_too_few(pairs: Sequence[Pair]) -> None:
    if len(pairs) < _FEWEST_PAIRS:
        raise InputError(
            f"There are {len(pairs)} pairs to train on; a batch needs at least {_FEWEST_PAIRS}. "
            "Make more with `citewell finetune pairs`, or keep fewer for testing."
        )


def _trainer(
    lesson: Lesson, clock: StepClock, *, only_steps: int = 0
) -> SentenceTransformerTrainer:
    recipe = lesson.recipe
    if recipe.freeze_words and not recipe.lora_rank:
        _freeze_words(lesson.model)
    if recipe.gradient_checkpointing:
        _recompute(lesson.model)
    trainer = _EmbeddingTrainer(
        model=lesson.model,
        args=_arguments(lesson, only_steps),
        train_dataset=_columns(lesson.pairs, recipe),
        eval_dataset=_columns(lesson.held_out, recipe) if lesson.held_out else None,
        loss=choose_loss(lesson.model, recipe, lesson.guide),
        callbacks=[clock],
    )
    trainer.remove_callback(PrinterCallback)
    if lesson.held_out and recipe.patience:
        trainer.add_callback(EarlyStoppingCallback(recipe.patience))
    return trainer


class _EmbeddingTrainer(SentenceTransformerTrainer):
    """The library's own, less the card that it would embed examples for."""

    def add_model_card_callback(self, default_args_dict: dict[str, object]) -> None:
        """Add nothing: `model_card` writes the card."""


def _columns(pairs: Sequence[Pair], recipe: Recipe) -> Dataset:
    columns = {
        "question": [pair.asked for pair in pairs],
        "passage": [pair.passage for pair in pairs],
    }
    for number in range(recipe.negatives):
        columns[f"negative_{number + 1}"] = [pair.negatives[number] for pair in pairs]
    return Dataset.from_dict(columns)


def _prompts(lesson: Lesson) -> dict[str, str] | None:
    framing = lesson.framing
    passages = ("passage", *(f"negative_{n + 1}" for n in range(lesson.recipe.negatives)))
    prompts = {"question": framing.query_prompt, **dict.fromkeys(passages, framing.passage_prompt)}
    return prompts if any(prompts.values()) else None


def _arguments(lesson: Lesson, only_steps: int) -> SentenceTransformerTrainingArguments:
    recipe, kind = lesson.recipe, lesson.model.device.type
    every = max(1, lesson.steps // max(1, recipe.checks))
    watched = bool(lesson.held_out)
    return SentenceTransformerTrainingArguments(
        output_dir=str(lesson.checkpoints),
        num_train_epochs=recipe.epochs,
        max_steps=only_steps or -1,
        per_device_train_batch_size=recipe.batch,
        per_device_eval_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=round(recipe.warmup * lesson.steps),
        seed=recipe.seed,
        data_seed=recipe.seed,
        # A passage twice in a batch would be its own wrong answer.
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        prompts=_prompts(lesson),
        bf16=trains_in_bfloat16(kind, lesson.bfloat16),
        use_cpu=kind == "cpu",
        eval_strategy="steps" if watched else "no",
        eval_steps=every,
        save_strategy="no" if only_steps else "steps",
        save_steps=every,
        save_total_limit=2,
        load_best_model_at_end=watched,
        metric_for_best_model="loss" if watched else None,
        greater_is_better=False if watched else None,
        logging_steps=max(1, every // 4),
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=kind == "cuda",
    )


def _recompute(model: SentenceTransformer) -> None:
    """Have activations made again on the way back instead of kept."""
    transformer = model.transformers_model
    assert transformer is not None, "the models of the catalogue are transformers"
    # The method's name changes within transformers 5; the older one then warns.
    name = "activation_checkpointing_enable"
    enable = getattr(transformer, name, None) or transformer.gradient_checkpointing_enable
    enable({"use_reentrant": False})


def _freeze_words(model: SentenceTransformer) -> None:
    transformer = model.transformers_model
    assert transformer is not None, "the models of the catalogue are transformers"
    for parameter in transformer.get_input_embeddings().parameters():
        parameter.requires_grad_(False)


# What is minimised: the answering passage shall be nearer than all others of the batch.


def choose_loss(
    model: SentenceTransformer, recipe: Recipe, guide: SentenceTransformer | None = None
) -> nn.Module:
    """Return the loss of a recipe.

    Multiple negatives ranking (van den Oord et al. 2018, https://arxiv.org/abs/1807.03748); with a
    guide, passages that the guide finds nearer than the answering one are left out, since they
    probably answer too (GISTEmbed, Solatorio 2024, https://arxiv.org/abs/2402.16829); in pieces
    where the batch does not fit (GradCache, Gao et al. 2021, https://arxiv.org/abs/2101.06983);
    for several dimensions at once (Kusupati et al. 2022, https://arxiv.org/abs/2205.13147).
    """
    loss = _ranking(model, recipe) if guide is None else _guided(model, recipe, guide)
    if not recipe.matryoshka:
        return loss
    native = model.get_embedding_dimension()
    assert native is not None, "an embedding model says its dimension"
    return MatryoshkaLoss(model, loss, matryoshka_dims=[native, *recipe.matryoshka])


def _ranking(model: SentenceTransformer, recipe: Recipe) -> nn.Module:
    if recipe.at_once:
        return CachedMultipleNegativesRankingLoss(model, mini_batch_size=recipe.at_once)
    return MultipleNegativesRankingLoss(model)


def _guided(model: SentenceTransformer, recipe: Recipe, guide: SentenceTransformer) -> nn.Module:
    if recipe.at_once:
        return CachedGISTEmbedLoss(model, guide, mini_batch_size=recipe.at_once)
    return GISTEmbedLoss(model, guide)


# A model's own forward pass again, once it was trained in mixed precision.


@contextmanager
def own_forward_afterwards(model: torch.nn.Module) -> Iterator[None]:
    """Take the trainer's wrapping off a model when the training ends, however it does.

    accelerate has a model compute in bfloat16 and never gives it back: measured after a training,
    and searched with, it would make other vectors than the folder that it is saved in.
    """
    before = model.__dict__.get("forward")
    try:
        yield
    finally:
        model.__dict__.pop("_original_forward", None)
        model.__dict__.pop("forward", None)
        if before is not None:
            model.__dict__["forward"] = before
