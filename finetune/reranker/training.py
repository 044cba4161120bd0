"""Trains a cross-encoder on pairs and their near misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from random import Random
from time import perf_counter

import torch
from datasets import Dataset
from sentence_transformers import CrossEncoder
from sentence_transformers.cross_encoder import CrossEncoderTrainer, CrossEncoderTrainingArguments
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from transformers import PrinterCallback

from finetune.pairs.pair import Pair
from finetune.training.progress import StepClock, TrainingProgress, peak_megabytes
from finetune.training.trainer import Trained, own_forward_afterwards
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.local.devices import AUTO, trains_in_bfloat16


@dataclass(frozen=True, slots=True)
class RerankerRecipe:
    """What training depends on; defaults are what lifted the order (docs/research/finetuning.md).

    `easy` is how many passages drawn by chance stand beside the `negatives` near misses of a pair.
    Near misses alone are too hard a beginning for weights that have never read two texts together.
    """

    epochs: float = 4.0
    batch: int = 16
    learning_rate: float = 1e-4
    warmup: float = 0.1
    max_tokens: int = 128
    negatives: int = 3
    easy: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class RerankerExample:
    """A question, a passage, and whether it answers."""

    question: str
    passage: str
    answers: bool


def open_cross_encoder(base: LocalModel, recipe: RerankerRecipe, *, device: str) -> CrossEncoder:
    """Put a fresh score on top of an embedding model's transformer.

    The score's weights are drawn by the recipe's seed.
    """
    torch.manual_seed(recipe.seed)
    model: CrossEncoder = CrossEncoder(
        str(base.folder),
        num_labels=1,
        device=device or None,
        local_files_only=True,
        max_length=recipe.max_tokens,
        # The weights: the small steps of training are lost in 16 bits.
        model_kwargs={"dtype": "float32"},
    )
    model.train()
    return model


def examples_of(pairs: Sequence[Pair], recipe: RerankerRecipe) -> list[RerankerExample]:
    """Return each pair's passage, its near misses, and passages drawn from other documents.

    Raises:
        InputError: the pairs have too few near misses.
    """
    few = sum(len(pair.negatives) < recipe.negatives for pair in pairs)
    if few or not pairs:
        raise InputError(
            f"{few} of {len(pairs)} pairs have fewer than {recipe.negatives} negatives. Run "
            "`citewell finetune negatives` first, or lower --negatives."
        )
    random = Random(recipe.seed)
    examples = []
    for pair in pairs:
        misses = [*pair.negatives[: recipe.negatives], *_others(pair, pairs, recipe.easy, random)]
        examples.append(RerankerExample(pair.asked, pair.passage, answers=True))
        examples += [RerankerExample(pair.asked, miss, answers=False) for miss in misses]
    return examples


def train_reranker(
    model: CrossEncoder,
    pairs: Sequence[Pair],
    recipe: RerankerRecipe,
    *,
    checkpoints: Path,
    progress: TrainingProgress,
    bfloat16: str = AUTO,
) -> Trained:
    """Change a cross-encoder's weights in place.

    Raises:
        InputError: the pairs have too few near misses.
    """
    examples = examples_of(pairs, recipe)
    clock = StepClock(progress)
    trainer = _RerankerTrainer(
        model=model,
        args=_arguments(model, recipe, len(examples), checkpoints, bfloat16),
        train_dataset=Dataset.from_dict(
            {
                "question": [each.question for each in examples],
                "passage": [each.passage for each in examples],
                "label": [float(each.answers) for each in examples],
            }
        ),
        # An answer weighs as much as all that stands against it.
        loss=BinaryCrossEntropyLoss(
            model, pos_weight=torch.tensor(float(recipe.negatives + recipe.easy))
        ),
        callbacks=[clock],
    )
    trainer.remove_callback(PrinterCallback)
    for parameter in _words(model).parameters():
        parameter.requires_grad_(False)
    started = perf_counter()
    with own_forward_afterwards(model):
        trainer.train()
    model.eval()
    return Trained(
        steps=trainer.state.global_step,
        planned_steps=trainer.state.max_steps,
        seconds=perf_counter() - started,
        peak_megabytes=peak_megabytes(),
        held_out_loss=None,
    )


class _RerankerTrainer(CrossEncoderTrainer):
    """The library's own, less the card that it would score examples for."""

    def add_model_card_callback(self, default_args_dict: dict[str, object]) -> None:
        """Add nothing: the card is written by `reranker_card`."""


def _arguments(
    model: CrossEncoder, recipe: RerankerRecipe, examples: int, checkpoints: Path, bfloat16: str
) -> CrossEncoderTrainingArguments:
    kind = model.device.type
    steps = max(1, ceil(ceil(examples / recipe.batch) * recipe.epochs))
    return CrossEncoderTrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=round(recipe.warmup * steps),
        seed=recipe.seed,
        data_seed=recipe.seed,
        bf16=trains_in_bfloat16(kind, bfloat16),
        use_cpu=kind == "cpu",
        save_strategy="no",
        logging_steps=max(1, steps // 20),
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=kind == "cuda",
    )


def _others(pair: Pair, pairs: Sequence[Pair], wanted: int, random: Random) -> list[str]:
    others: list[str] = []
    # Bounded: a file about one document has no passage of another.
    for _ in range(20 * wanted):
        other = random.choice(pairs)
        if other.document != pair.document and len(others) < wanted:
            others.append(other.passage)
    return others


def _words(model: CrossEncoder) -> torch.nn.Module:
    transformer = model.transformers_model
    assert transformer is not None, "a cross-encoder is a transformer"
    table = transformer.get_input_embeddings()
    assert isinstance(table, torch.nn.Module), "it reads words"
    return table
