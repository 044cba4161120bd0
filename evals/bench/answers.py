"""What an answer takes besides the model's own time, alone and with many callers at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from app.answers import Answer, Answerer
from app.conversations import Conversation
from app.replies import Asking, Finished, Replying, Searched, Written
from knowledge.errors import AssistantError

_MEMORY = Path("/proc/self/statm")
_WARM_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one question: until the first token, and of that for embedding it."""

    first_token: float
    embedding: float

    @property
    def besides(self) -> float:
        """What the first token waits for besides the embedding."""
        return self.first_token - self.embedding


@dataclass(frozen=True, slots=True)
class Steady:
    """Times of many questions in a row, and the process's memory on the way, in MiB.

    `megabytes` is after the first hundred and after all; (0, 0) where it cannot be read.
    """

    questions: int
    besides_p50: float
    besides_p95: float
    embedding_p50: float
    megabytes: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Conversations at once: what went wrong, and milliseconds until an answer was complete."""

    conversations: int
    answers: int
    errors: int
    mixed_up: int
    p50: float
    p95: float


def bench_steady(
    assistant: Replying, questions: Sequence[str], asking: Asking, *, amount: int
) -> Steady:
    """Ask questions one after the other, again and again until `amount` were asked."""
    spent: list[Spent] = []
    warm = 0.0
    for number in range(amount):
        spent.append(_spent(assistant, questions[number % len(questions)], asking))
        if number + 1 == min(_WARM_QUESTIONS, amount):
            warm = _megabytes()
    besides = [each.besides for each in spent]
    return Steady(
        questions=amount,
        besides_p50=float(np.percentile(besides, 50)),
        besides_p95=float(np.percentile(besides, 95)),
        embedding_p50=float(np.percentile([each.embedding for each in spent], 50)),
        megabytes=(warm, _megabytes()),
    )


def bench_crowd(
    assistant: Replying, questions: Sequence[str], asking: Asking, *, conversations: int, turns: int
) -> Crowd:
    """Hold conversations at once; each question has a mark that its own answer must repeat.

    The language model is one that says what it was asked (evals/bench/echo_server.py).
    """
    with ThreadPoolExecutor(conversations) as pool:
        held = list(
            pool.map(
                lambda number: _hold(assistant, questions, asking, number, turns),
                range(conversations),
            )
        )
    outcomes = [outcome for each in held for outcome in each]
    times = [milliseconds for _, milliseconds in outcomes]
    return Crowd(
        conversations=conversations,
        answers=len(outcomes),
        errors=sum(kind == "error" for kind, _ in outcomes),
        mixed_up=sum(kind == "mixed up" for kind, _ in outcomes),
        p50=float(np.percentile(times, 50)),
        p95=float(np.percentile(times, 95)),
    )


def _hold(
    assistant: Replying, questions: Sequence[str], asking: Asking, number: int, turns: int
) -> list[tuple[str, float]]:
    conversation = Conversation()
    outcomes = []
    for turn in range(turns):
        mark = f"case {number:03d}-{turn:03d}"
        question = f"{questions[(number + turn) % len(questions)]} ({mark})"
        started = perf_counter()
        kind, answer = _asked(assistant, conversation, question, asking, mark)
        outcomes.append((kind, (perf_counter() - started) * 1000))
        conversation = conversation.with_turn(question, answer.text if answer else "")
    return outcomes


def _asked(
    assistant: Replying, conversation: Conversation, question: str, asking: Asking, mark: str
) -> tuple[str, Answer | None]:
    try:
        *_, last = assistant.reply(conversation, question, asking)
    except AssistantError:
        return "error", None
    assert isinstance(last, Finished), "a reply ends with its answer"
    answer = last.answer
    others = answer.text.replace(mark, "")
    if answer.answerer is not Answerer.LANGUAGE_MODEL:
        return "error", answer
    return ("fine" if mark in answer.text and "case " not in others else "mixed up"), answer


def _spent(assistant: Replying, question: str, asking: Asking) -> Spent:
    started = perf_counter()
    embedding = 0.0
    events = assistant.reply(Conversation(), question, asking)
    first = None
    for event in events:
        if isinstance(event, Searched):
            embedding = event.found.milliseconds["embed"]
        if first is None and isinstance(event, Written) and event.text:
            first = (perf_counter() - started) * 1000
    return Spent(first or (perf_counter() - started) * 1000, embedding)


def _megabytes() -> float:
    """Return this process's resident memory; 0 where the system does not tell."""
    gc.collect()
    if not _MEMORY.exists():
        return 0.0
    pages = int(_MEMORY.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
