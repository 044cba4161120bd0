"""Questions with a slip of the fingers, to measure what misspelt words cost."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from evals.benchmark import Benchmark, BenchmarkQuestion
from knowledge.expressions import replaced_words
from knowledge.spelling import long_words

_WORD = re.compile(r"[^\W\d_]+")
# Letters on the keyboard's left and right, as fingers miss.
_BESIDE = {
    a: b
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for a, b in zip(row, row[1:] + row[-2], strict=True)
}

_KINDS: tuple[Callable[[str, int], str], ...] = (
    lambda word, at: word[:at] + word[at + 1 :],
    lambda word, at: word[:at] + word[at] + word[at:],
    lambda word, at: word[:at] + _BESIDE.get(word[at], "e") + word[at + 1 :],
    lambda word, at: word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
)


def with_slips(benchmark: Benchmark) -> Benchmark:
    """Return the benchmark with one letter wrong in each question's rarest long word.

    Left out, doubled, its neighbour on the keyboard, or changed places, never in the first two
    letters; drawn by the question's id, so that runs compare. What no passage has stays as it is.
    """
    used = {
        name: Counter(
            word
            for passage in corpus
            for word in set(_WORD.findall(f"{passage.title} {passage.text}".lower()))
        )
        for name, corpus in benchmark.corpora.items()
    }
    questions = tuple(_with_slip(each, used[each.corpus]) for each in benchmark.questions)
    return replace(benchmark, name=f"{benchmark.name}-slips", questions=questions)


def _with_slip(question: BenchmarkQuestion, used: Mapping[str, int]) -> BenchmarkQuestion:
    words = [word for word in long_words(question.text) if used.get(word.lower())]
    if not words:
        return question
    rarest = min(words, key=lambda word: used[word.lower()])
    text = replaced_words(question.text, {rarest: _slip(rarest, question.id, used)})
    return replace(question, text=text)


def _slip(word: str, seed: str, used: Mapping[str, int]) -> str:
    draw = random.Random(seed)
    for _ in range(100):
        slipped = draw.choice(_KINDS)(word, draw.randrange(2, len(word)))
        if slipped != word and slipped.lower() not in used:
            return slipped
    return word
