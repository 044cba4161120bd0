"""Trains a history gate: the mixed vector shall find what was meant among all that was meant.

The embedding model stays as it is, and so do all passages. What is learnt is a few hundred numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from app.rewriting.history_gate import (
    FEATURES,
    MOST_WEIGHT,
    PIECES,
    HistoryGate,
    features_of,
    pieces_of,
)
from finetune.conversation.tasks import Task
from knowledge.embedding import Embedder, EmbedderIdentity
from knowledge.passages import FloatRows

_SMALLEST_SPREAD = 1e-3
Said = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GateRecipe:
    """What the result depends on besides data and model; the defaults are the shipped gate's.

    A higher `temperature` forgives near misses: at .05 the gate learns to please the few hundred
    targets of its file, and fails among thousands of passages.
    """

    members: int = 5
    units: int = 3
    epochs: int = 20
    batch: int = 128
    learning_rate: float = 1e-2
    decay: float = 0.1
    dropout: float = 0.1
    temperature: float = 0.1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lessons:
    """Tasks as arrays.

    `vectors` (tasks, pieces, dimension) with rows of zeros where a piece lacks, `features`
    (tasks, features), `targets` (targets, dimension), `wanted` (tasks): the row of its target.
    """

    vectors: FloatRows
    features: NDArray[np.float32]
    targets: FloatRows
    wanted: NDArray[np.int64]


def lessons_of(tasks: Sequence[Task], embedder: Embedder, told: Said) -> list[Lessons]:
    """Embed tasks; those with answers and those with rewrites make lessons of their own."""
    kinds: dict[tuple[str, bool], list[Task]] = {}
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
                features=np.stack([features_of(task.past, task.question) for task in some]),
                targets=np.stack([targets[text] for text in distinct]),
                wanted=np.array([place[text] for text in meant]),
            )
        )
    return made


def train_gate(
    lessons: Sequence[Lessons],
    model: EmbedderIdentity,
    recipe: GateRecipe,
    told: Said = lambda _done, _total: None,
) -> HistoryGate:
    """Return a gate of several nets, each from a seed of its own; the same seed, the same gate."""
    every = np.concatenate([each.features for each in lessons])
    mean = every.mean(axis=0)
    spread = (every.std(axis=0) + _SMALLEST_SPREAD).astype(np.float32)
    nets = []
    for member in range(recipe.members):
        nets.append(_train_one(lessons, mean, spread, recipe, recipe.seed * 1000 + member))
        told(member + 1, recipe.members)
    return HistoryGate(
        model=model,
        mean=mean,
        spread=spread,
        inner=np.stack([_numbers(net.inner.weight.T) for net in nets]),
        inner_bias=np.stack([_numbers(net.inner.bias) for net in nets]),
        outer=np.stack([_numbers(net.outer.weight.T) for net in nets]),
        outer_bias=np.stack([_numbers(net.outer.bias) for net in nets]),
    )


class _Net(torch.nn.Module):
    """One member; begins with every piece but the question at nothing."""

    def __init__(self, recipe: GateRecipe) -> None:
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
    recipe: GateRecipe,
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
        torch.from_numpy((lessons.features - mean) / spread),
        torch.from_numpy(lessons.targets),
        torch.from_numpy(lessons.wanted),
    )


def _piece_rows(task: Task, rows: Mapping[str, FloatRows], model: EmbedderIdentity) -> FloatRows:
    texts = pieces_of(task.past, task.question)
    nothing = np.zeros(model.dimension, dtype=np.float32)
    return np.stack([rows[texts[name]] if name in texts else nothing for name in PIECES])


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
