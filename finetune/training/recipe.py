"""How a model is trained: every number that the result depends on, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """What training depends on besides the model and the pairs.

    `max_tokens` is how much of a text is read while training; the tuned model reads as much as its
    base. `warmup` is a share of the steps. `matryoshka` lists the shorter dimensions to train for
    as well. `lora_rank` 0 tunes every weight. `at_once` bounds how many pairs of a batch are in
    memory together (0: the whole batch); the result is the same, only slower. `patience` counts
    the checks on the held-out part without a gain after which training stops (0: never).
    """

    epochs: float = 2.0
    batch: int = 32
    learning_rate: float = 5e-5
    warmup: float = 0.1
    max_tokens: int = 128
    seed: int = 1
    matryoshka: tuple[int, ...] = ()
    lora_rank: int = 0
    at_once: int = 0
    patience: int = 3
    checks: int = 5
    """How often in all the held-out part is looked at, and a checkpoint written."""
    freeze_words: bool = True
    """Whether the table of word vectors stays as it is: most weights, and least to be learnt."""
    gradient_checkpointing: bool = False
    negatives: int = 0
    """How many mined negatives of each pair are used."""
