"""Questions for the codes of one's own documents, spelt as people spell them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from evals.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from knowledge.codes import codes_in

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
