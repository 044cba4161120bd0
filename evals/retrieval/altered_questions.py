"""First questions asked after another conversation, to measure what its history costs them."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from knowledge.domain.errors import InputError
from knowledge.lexical.codes import codes_in
from knowledge.lexical.expressions import replaced_words
from knowledge.lexical.wording import long_words

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


# Questions for the codes of one's own documents, spelt as people spell them.


_MOST_PASSAGES = 3
_PLAIN = re.compile(r"[A-Z]{1,5}[-.]?\d\d[A-Z\d]*+([-.][A-Z\d]++)*|(?<!\d)\d{3,}+-[A-Z]{1,2}")
_LOOKALIKES = str.maketrans("1058", "IOSB")

SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as written": lambda code: code,
    "in small letters": str.lower,
    "joined": lambda code: "".join(c for c in code if c.isalnum()),
    "set apart": lambda code: " ".join("".join(c if c.isalnum() else " " for c in code).split()),
    "a look-alike": lambda code: code[:1] + code[1:].translate(_LOOKALIKES),
}
"""How the code of a question is spelt, by name."""


def code_questions(name: str, passages: Sequence[BenchmarkPassage], *, most: int) -> Benchmark:
    """Return a question for each of `most` rare codes and each way of spelling it.

    Rare codes stand in at most three passages and look like one ("HL-214", not "100MB" or "1st");
    they are taken evenly from all of them. A passage is relevant where the code stands in it, in
    whatever spelling.
    """
    written: dict[str, str] = {}
    places: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        text = f"{passage.title}\n{passage.text}"
        for each in codes_in(text):
            written.setdefault(each.code, text[each.start : each.end])
            places[each.code].add(passage.id)
    rare = sorted(
        code
        for code, at in places.items()
        if len(at) <= _MOST_PASSAGES and _PLAIN.fullmatch(written[code])
    )
    step = max(1, len(rare) // most)
    questions = tuple(
        BenchmarkQuestion(
            id=f"{code}/{spelling}",
            text=f"what does {spell(written[code])} mean?",
            relevant=dict.fromkeys(sorted(places[code]), 1),
            labels={"conversation": code, "kind": spelling},
        )
        for code in islice(rare, 0, step * most, step)
        for spelling, spell in SPELLINGS.items()
    )
    return Benchmark(f"{name}-codes", {"": tuple(passages)}, questions)


# Questions with a slip of the fingers, to measure what misspelt words cost.


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
