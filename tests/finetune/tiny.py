"""Pairs of a few words, and a lesson on a tiny model, for tests that really train."""

from __future__ import annotations

from pathlib import Path

from finetune.pairs.pair import Pair, Part
from finetune.training.models import base_model, open_trainable
from finetune.training.recipe import Recipe
from finetune.training.trainer import Lesson
from tests.flat_settings import settings_with

TOPICS = ("spouse", "premium", "grace", "event", "coverage", "member", "life", "days")


def pair(
    number: int, *, topic: str = "", document: str = "", part: Part = "train", grade: int = 3
) -> Pair:
    """Return a pair about a topic."""
    about = topic or TOPICS[number % len(TOPICS)]
    return Pair(
        question_id=f"q{number}",
        question=f"what of the {about} in case {number}",
        passage_id=f"p{number}",
        passage=f"The {about} is settled in paragraph {number} of the policy.",
        document=document or f"d{number}",
        part=part,
        grade=grade,
        negatives=(f"Nothing of interest stands in paragraph {number}.",),
    )


PAIRS = [pair(number) for number in range(16)]
HELD_OUT = [pair(number, part="dev") for number in range(16, 22)]
RECIPE = Recipe(epochs=1, batch=4, learning_rate=1e-3, max_tokens=32, checks=1, freeze_words=False)


def lesson(folder: Path, checkpoints: Path, recipe: Recipe = RECIPE) -> Lesson:
    """Return a lesson for the model in a folder, in the number format that the switch says.

    So CITEWELL_BFLOAT16=on and off try every training both ways, whatever the processor.
    """
    settings = settings_with(embedding_device="cpu")
    described = base_model(settings.embedding, settings.data_dir, str(folder))
    model = open_trainable(described, device="cpu", adapters=bool(recipe.lora_rank))
    return Lesson(
        model, described.framing, PAIRS, recipe, checkpoints, bfloat16=settings.embedding.bfloat16
    )
