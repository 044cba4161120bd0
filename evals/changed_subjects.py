"""First questions asked after another conversation, to measure what its history costs them."""

from __future__ import annotations

import random
from dataclasses import replace

from evals.benchmark import Benchmark, BenchmarkQuestion
from knowledge.errors import InputError

_CONVERSATION = "conversation"


def with_changed_subjects(benchmark: Benchmark, *, times: int = 4) -> Benchmark:
    """Return each first question as asked in the middle of other conversations of its corpus.

    Each comes so many times, after a part of another conversation drawn by the question's id, so
    that runs compare.

    Raises:
        InputError: no corpus has both a first question and another conversation.
    """
    first = [each for each in benchmark.questions if not each.past.turns]
    later = [each for each in benchmark.questions if each.past.turns]
    questions = tuple(
        _asked_after(question, other, place)
        for question in first
        for place, other in enumerate(_others(question, later, times))
    )
    if not questions:
        raise InputError(
            f"{benchmark.name!r} has no first question to ask after another conversation."
        )
    return replace(benchmark, name=f"{benchmark.name}-changed-subject", questions=questions)


def _others(
    question: BenchmarkQuestion, later: list[BenchmarkQuestion], wanted: int
) -> list[BenchmarkQuestion]:
    others = [each for each in later if each.corpus == question.corpus and _apart(each, question)]
    return random.Random(question.id).sample(others, min(wanted, len(others)))


def _apart(one: BenchmarkQuestion, other: BenchmarkQuestion) -> bool:
    return one.labels.get(_CONVERSATION, one.id) != other.labels.get(_CONVERSATION, other.id)


def _asked_after(
    question: BenchmarkQuestion, other: BenchmarkQuestion, place: int
) -> BenchmarkQuestion:
    return replace(question, id=f"{question.id}-after-{place + 1}", past=other.past)
