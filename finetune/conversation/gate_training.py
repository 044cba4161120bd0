"""Trains history weights: the mixed vector shall find what was meant among all that was meant.

The embedding model stays as it is, and so do all passages. What is learnt is a few hundred numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.rewriting.history_weighting import (
    COMPARED,
    FEATURES,
    MOST_WEIGHT,
    PIECES,
    SIGNS,
    HistoryWeighting,
    pieces_of,
    signs_of,
)
from finetune.conversation.tasks import FollowUpTask
from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.passages import FloatRows

_SMALLEST_SPREAD = 1e-3
_NEVER = -60.0
Said = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class WeightingRecipe:
    """What the result depends on besides data and model; the defaults are the shipped gate's.

    A higher `temperature` forgives near misses: at .05 the gate learns to please the few hundred
    targets of its file, and fails among thousands of passages. `changes` is how many questions of
    a conversation are expected to leave its subject.
    """

    members: int = 5
    units: int = 3
    epochs: int = 20
    batch: int = 128
    learning_rate: float = 1e-2
    decay: float = 0.1
    dropout: float = 0.1
    temperature: float = 0.1
    changes: float = 0.1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lessons:
    """Tasks as arrays.

    `vectors` (tasks, pieces, dimension) with rows of zeros where a piece lacks, `signs`
    (tasks, signs), `targets` (targets, dimension), `wanted` (tasks): the row of its target.
    """

    vectors: FloatRows
    signs: NDArray[np.float32]
    targets: FloatRows
    wanted: NDArray[np.int64]


def lessons_of(tasks: Sequence[FollowUpTask], embedder: Embedder, told: Said) -> list[Lessons]:
    """Embed tasks; those with answers and those with rewrites make lessons of their own."""
    kinds: dict[tuple[str, bool], list[FollowUpTask]] = {}
    for task in tasks:
        kinds.setdefault((task.source, bool(task.rewrite)), []).append(task)
    pieces = sorted({t for task in tasks for t in pieces_of(task.past, task.question).values()})
    rows = _embedded(pieces, embedder.embed_queries, told)
    made = []
    for (_, rewritten), some in sorted(kinds.items()):
        meant = [task.rewrite if rewritten else task.answer for task in some]
        distinct = sorted(set(meant))
        embed = embedder.embed_queries if rewritten else embedder.embed_passages
        targets = _embedded(distinct, embed, told)
        place = {text: row for row, text in enumerate(distinct)}
        made.append(
            Lessons(
                vectors=np.stack([_piece_rows(task, rows, embedder.identity) for task in some]),
                signs=np.stack([_signs(task, rows) for task in some]),
                targets=np.stack([targets[text] for text in distinct]),
                wanted=np.array([place[text] for text in meant]),
            )
        )
    return made


def signs_of_changes(
    changed: Sequence[FollowUpTask], embedder: Embedder, told: Said
) -> NDArray[np.float32]:
    """Return what the gate reads where the subject is left, shape (tasks, signs)."""
    compared = {name for pair in COMPARED for name in pair}
    texts = {
        text
        for task in changed
        for name, text in pieces_of(task.past, task.question).items()
        if name in compared
    }
    rows = _embedded(sorted(texts), embedder.embed_queries, told)
    signs = [_signs(task, rows) for task in changed]
    return np.array(signs, dtype=np.float32).reshape(-1, len(SIGNS))


def train_weighting(
    lessons: Sequence[Lessons],
    changes: NDArray[np.float32],
    model: EmbedderIdentity,
    recipe: WeightingRecipe,
    told: Said = lambda _done, _total: None,
) -> HistoryWeighting:
    """Return a gate of several nets, each from a seed of its own; the same seed, the same gate.

    `changes` are the signs of questions that left the subject, shape (questions, signs); without
    any, no question is taken for one.
    """
    signs = np.concatenate([each.signs for each in lessons])
    every = signs[:, : len(FEATURES)]
    mean = every.mean(axis=0)
    spread = (every.std(axis=0) + _SMALLEST_SPREAD).astype(np.float32)
    change, bias = _told_apart(signs, changes, recipe)
    nets = []
    for member in range(recipe.members):
        nets.append(_train_one(lessons, mean, spread, recipe, recipe.seed * 1000 + member))
        told(member + 1, recipe.members)
    return HistoryWeighting(
        model=model,
        mean=mean,
        spread=spread,
        inner=np.stack([_numbers(net.inner.weight.T) for net in nets]),
        inner_bias=np.stack([_numbers(net.inner.bias) for net in nets]),
        outer=np.stack([_numbers(net.outer.weight.T) for net in nets]),
        outer_bias=np.stack([_numbers(net.outer.bias) for net in nets]),
        change=change,
        change_bias=bias,
    )


def _told_apart(
    same: NDArray[np.float32], changed: NDArray[np.float32], recipe: WeightingRecipe
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights and bias of a logistic regression that tells the two apart."""
    if not len(changed):
        return np.zeros(len(SIGNS), dtype=np.float32), np.array(_NEVER, dtype=np.float32)
    every = np.concatenate([same, changed])
    mean, spread = every.mean(axis=0), every.std(axis=0) + _SMALLEST_SPREAD
    which = np.repeat([0, 1], [len(same), len(changed)])
    line = LogisticRegression(max_iter=1000).fit((every - mean) / spread, which)
    weights = line.coef_[0] / spread
    # As many changes are expected as the recipe says, not as many as there are examples.
    expected = np.log(recipe.changes / (1 - recipe.changes)) - np.log(len(changed) / len(same))
    bias = line.intercept_[0] - weights @ mean + expected
    return weights.astype(np.float32), np.array(bias, dtype=np.float32)


class _Net(torch.nn.Module):
    """One member; begins with every piece but the question at nothing."""

    def __init__(self, recipe: WeightingRecipe) -> None:
        super().__init__()
        self.inner = torch.nn.Linear(len(FEATURES), recipe.units)
        self.outer = torch.nn.Linear(recipe.units, len(PIECES) - 1)
        self.dropout = torch.nn.Dropout(recipe.dropout)
        torch.nn.init.zeros_(self.outer.weight)
        torch.nn.init.zeros_(self.outer.bias)

    def forward(self, read: torch.Tensor) -> torch.Tensor:
        units = self.dropout(torch.tanh(self.inner(read)))
        others = MOST_WEIGHT * torch.tanh(self.outer(units))
        return torch.cat([torch.ones(len(read), 1), others], dim=1)


def _train_one(
    lessons: Sequence[Lessons],
    mean: NDArray[np.float32],
    spread: NDArray[np.float32],
    recipe: WeightingRecipe,
    seed: int,
) -> _Net:
    torch.manual_seed(seed)
    drawn = np.random.default_rng(seed)
    net = _Net(recipe)
    optimizer = torch.optim.AdamW(
        net.parameters(), lr=recipe.learning_rate, weight_decay=recipe.decay
    )
    ready = [_tensors(each, mean, spread) for each in lessons]
    total = sum(len(each.wanted) for each in lessons)
    steps = recipe.epochs * max(1, total // recipe.batch)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        loss = torch.zeros(())
        for vectors, read, targets, wanted in ready:
            take = max(1, recipe.batch * len(wanted) // total)
            rows = torch.from_numpy(
                drawn.choice(len(wanted), min(take, len(wanted)), replace=False)
            )
            mixed = torch.einsum("tp,tpd->td", net(read[rows]), vectors[rows])
            near = torch.nn.functional.normalize(mixed, dim=1) @ targets.T / recipe.temperature
            loss = loss + torch.nn.functional.cross_entropy(near, wanted[rows])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call] # torch's
        optimizer.step()
        slower.step()
    return net.eval()


def _tensors(
    lessons: Lessons, mean: NDArray[np.float32], spread: NDArray[np.float32]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    return (
        torch.from_numpy(lessons.vectors),
        torch.from_numpy((lessons.signs[:, : len(FEATURES)] - mean) / spread),
        torch.from_numpy(lessons.targets),
        torch.from_numpy(lessons.wanted),
    )


def _piece_rows(
    task: FollowUpTask, rows: Mapping[str, FloatRows], model: EmbedderIdentity
) -> FloatRows:
    found = _pieces(task, rows)
    nothing = np.zeros(model.dimension, dtype=np.float32)
    return np.stack([found.get(name, nothing) for name in PIECES])


def _signs(task: FollowUpTask, rows: Mapping[str, FloatRows]) -> NDArray[np.float32]:
    return signs_of(_pieces(task, rows), task.past, task.question)


def _pieces(task: FollowUpTask, rows: Mapping[str, FloatRows]) -> dict[str, FloatRows]:
    texts = pieces_of(task.past, task.question)
    return {name: rows[text] for name, text in texts.items() if text in rows}


def _embedded(
    texts: Sequence[str], embed: Callable[[Sequence[str]], FloatRows], told: Said
) -> dict[str, FloatRows]:
    # Longest first, so that a batch is hardly padded.
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    found: dict[str, FloatRows] = {}
    for start in range(0, len(ordered), 256):
        window = ordered[start : start + 256]
        found |= dict(zip(window, embed(window), strict=True))
        told(len(found), len(ordered))
    return found


def _numbers(tensor: torch.Tensor) -> NDArray[np.float32]:
    numbers: NDArray[np.float32] = tensor.detach().numpy().astype(np.float32)
    return numbers
