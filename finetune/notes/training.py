"""Tunes a model from a note towards the next one; on request towards notes of like codes too."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import batch_to_device

from finetune.notes.pairs import Split, Step, as_pairs, code_overlap, steps_of, with_negatives
from finetune.notes.records import Note
from finetune.pairs.pair import Pair, of_part
from finetune.training.models import (
    checkpoint_folder,
    drafted_folder,
    open_trainable,
    refuse_taken,
    save_model,
)
from finetune.training.progress import TrainingProgress, peak_megabytes
from finetune.training.recipe import Recipe
from finetune.training.trainer import Lesson, Trained, train
from finetune.training.tuning import opened
from finetune.training.weights import merge_adapters, mixed, put_in, weights_of
from knowledge.domain.errors import InputError
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.catalogue.tuned import TUNED_PREFIX, TunedModel, tuned_folder
from knowledge.models.framing import Framing
from knowledge.models.local.devices import AUTO

_TEMPERATURE = 0.05
_LONGEST_GRADIENT = 1.0


@dataclass(frozen=True, slots=True)
class NotesTuningRequest:
    """What was asked for. `soft_codes` is the share of the target that goes to like codes."""

    name: str
    base: LocalModel
    recipe: Recipe
    merge: float
    data_dir: Path
    device: str = ""
    bfloat16: str = AUTO
    soft_codes: float = 0.0


def train_on_notes(
    request: NotesTuningRequest,
    notes: Mapping[str, Sequence[Note]],
    split: Split,
    progress: TrainingProgress,
) -> tuple[Path, Trained]:
    """Train on the training persons' masked notes, mix with the base, save as a tuned model.

    Raises:
        InputError: the name is taken, there are too few notes, or soft targets lack codes.
    """
    refuse_taken(request.data_dir, request.name)
    model = opened(request.base, request.recipe, request.device)
    pairs, _ = as_pairs(notes, split, seed=request.recipe.seed)
    if request.soft_codes:
        trained = _towards_codes(model, request, notes, split, progress)
    else:
        trained = _towards_next(model, request, pairs, progress)
    if request.recipe.lora_rank:
        merge_adapters(model)
    base = weights_of(open_trainable(request.base, device="cpu", adapters=True))
    put_in(model, mixed(base, weights_of(model), request.merge))
    with drafted_folder(request.data_dir, request.name) as folder:
        save_model(folder, model, _described(request, model, pairs))
    return tuned_folder(request.data_dir, request.name), trained


def _towards_next(
    model: SentenceTransformer,
    request: NotesTuningRequest,
    pairs: Sequence[Pair],
    progress: TrainingProgress,
) -> Trained:
    lesson = Lesson(
        model=model,
        framing=request.base.framing,
        pairs=of_part(pairs, "train"),
        recipe=request.recipe,
        checkpoints=checkpoint_folder(request.data_dir, request.name),
        held_out=of_part(pairs, "dev"),
        bfloat16=request.bfloat16,
    )
    return train(lesson, progress=progress)


def _towards_codes(
    model: SentenceTransformer,
    request: NotesTuningRequest,
    notes: Mapping[str, Sequence[Note]],
    split: Split,
    progress: TrainingProgress,
) -> Trained:
    """Train towards a mix of the next note and the notes of a batch that were coded alike."""
    recipe = request.recipe
    steps = steps_of(notes, split.train)
    if not any(step.codes for step in steps):
        raise InputError("The notes carry no codes. Leave --soft-codes out, or name --codes.")
    chosen = list(with_negatives(steps, notes, seed=recipe.seed))
    torch.manual_seed(recipe.seed)
    tuned = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(tuned, lr=recipe.learning_rate)
    batches = list(_batches(chosen, recipe))
    warm = max(1, round(recipe.warmup * len(batches)))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, (len(batches) - n) / max(1, len(batches) - warm))
    )
    started, whole = perf_counter(), model.max_seq_length
    model.max_seq_length = min(recipe.max_tokens, whole or recipe.max_tokens)
    model.train()
    for number, batch in enumerate(batches, start=1):
        loss = soft_loss(model, batch, share=request.soft_codes, framing=request.base.framing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call] # torch's
        torch.nn.utils.clip_grad_norm_(tuned, _LONGEST_GRADIENT)
        optimizer.step()
        rate.step()
        progress.step(number, len(batches), float(loss.detach()), peak_megabytes())
    model.max_seq_length = whole
    seconds = perf_counter() - started
    return Trained(len(batches), len(batches), seconds, peak_megabytes(), None)


def soft_targets(batch: Sequence[tuple[Step, str]], *, share: float) -> torch.Tensor:
    """Return which candidate each anchor shall be near, rows that add up to 1.

    Candidates are the batch's positives, then its negatives. `1 - share` goes to the next note,
    `share` over the positives by how far their anchors' codes overlap; negatives get nothing.
    """
    rows = []
    for place, (step, _) in enumerate(batch):
        overlap = torch.tensor([code_overlap(step.codes, other.codes) for other, _ in batch])
        overlap[place] = 1.0
        soft = share * overlap / overlap.sum()
        soft[place] += 1 - share
        rows.append(torch.cat([soft, torch.zeros(len(batch))]))
    return torch.stack(rows)


def soft_loss(
    model: SentenceTransformer,
    batch: Sequence[tuple[Step, str]],
    *,
    share: float,
    framing: Framing,
) -> torch.Tensor:
    """Return the cross entropy between the softmax of cosines and the soft targets."""
    anchors = _unit_rows(model, [framing.query_prompt + step.anchor for step, _ in batch])
    texts = [*(step.positive for step, _ in batch), *(other for _, other in batch)]
    found = _unit_rows(model, [framing.passage_prompt + text for text in texts])
    said = torch.log_softmax(anchors @ found.T / _TEMPERATURE, dim=1)
    wanted = soft_targets(batch, share=share).to(said.device)
    return -(wanted * said).sum(dim=1).mean()


def _unit_rows(model: SentenceTransformer, texts: list[str]) -> torch.Tensor:
    features = model.preprocess(texts)
    rows: torch.Tensor = model(batch_to_device(features, model.device))["sentence_embedding"]
    return torch.nn.functional.normalize(rows, dim=1)


def _batches(
    chosen: Sequence[tuple[Step, str]], recipe: Recipe
) -> Iterator[list[tuple[Step, str]]]:
    drawn, done = random.Random(recipe.seed), 0
    steps = max(1, round(recipe.epochs * len(chosen) / recipe.batch))
    while done < steps:
        shuffled = drawn.sample(list(chosen), len(chosen))
        for start in range(0, len(shuffled), recipe.batch):
            if done < steps:
                yield shuffled[start : start + recipe.batch]
                done += 1


def _described(
    request: NotesTuningRequest, model: SentenceTransformer, pairs: Sequence[Pair]
) -> TunedModel:
    return TunedModel(
        kind="embedding",
        name=f"{TUNED_PREFIX}{tuned_folder(request.data_dir, request.name).name}",
        base=request.base.name,
        base_revision=request.base.revision,
        licence="as its base, and as the notes allow",
        dimensions=(model.get_embedding_dimension() or 0,),
        max_tokens=model.max_seq_length or request.base.max_tokens or 512,
        merge=request.merge,
        seed=request.recipe.seed,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        pairs=len(of_part(pairs, "train")),
    )
