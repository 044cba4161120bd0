"""Reference answers' sentences with what they rest on, untouched and made wrong."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from evals.benchmarks.benchmark import read_corpus, read_grades, read_json_lines
from knowledge.domain.errors import InputError
from knowledge.lexical.sentences import sentences
from labs.checker.corruptions import (
    CORRUPTIONS,
    CorruptionKind,
    ReplacementPool,
    codes_in,
    names_in,
)

_ITEM_MARK = re.compile(r"^\s*\(?[0-9a-zA-Z]{1,4}[.)]\s+")
_FEWEST_WORDS, _MOST_WORDS = 6, 60
_MOST_OF_ONE_SOURCE = 4
_OTHERS = 400
_HELD_OUT_IN_TEN = 5


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence that someone wrote from passages; `origin` is its conversation or document."""

    dataset: str
    origin: str
    text: str
    passages: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        """Whether it is for reporting only. All of one origin fall on one side."""
        digest = hashlib.sha256(f"{self.dataset}/{self.origin}".encode()).digest()
        return digest[0] % 10 < _HELD_OUT_IN_TEN


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to check, made wrong in one way or left as it was."""

    stated: Stated
    kind: CorruptionKind
    text: str


def read_stated(folder: Path, *, of_each: int, seed: int = 1) -> list[Stated]:
    """Read at most `of_each` sentences of each data set that the folder holds.

    MTRAG (people's and models' conversations): sentences of answerable questions' references, with
    the passages judged relevant. K-QA: doctors' must-have statements, with the answer they were
    drawn from. MedQuAD and ObliQA have no reference but the passage: its own sentences.

    Raises:
        InputError: the folder holds none of the sets.
    """
    found = (_mtrag(folder), _synthetic(folder), _k_qa(folder), *_own_sentences(folder))
    chance = random.Random(seed)
    kept: list[Stated] = []
    for each in found:
        stated = [s for s in each if _FEWEST_WORDS <= len(s.text.split()) <= _MOST_WORDS]
        kept += chance.sample(stated, min(of_each, len(stated)))
    if not kept:
        raise InputError(
            f"{str(folder)!r} holds none of mtrag/tasks.jsonl, mtrag/synthetic_tasks.jsonl, "
            "answers/k-qa.jsonl, medquad, obliqa."
        )
    return kept


def cases(stated: Sequence[Stated], *, seed: int = 1) -> list[Case]:
    """Return each sentence untouched, and made wrong once in each way that it allows."""
    chance = random.Random(seed)
    made: list[Case] = []
    by_set: dict[tuple[str, bool], list[Stated]] = {}
    for each in stated:
        by_set.setdefault((each.dataset, each.held_out), []).append(each)
    for group in by_set.values():
        for each in group:
            made.append(Case(each, CorruptionKind.UNTOUCHED, each.text))
            around = _surroundings(each, group, chance)
            for kind, corrupt in CORRUPTIONS.items():
                wrong = corrupt(each.text, around, chance)
                if wrong and wrong != each.text:
                    made.append(Case(each, kind, wrong))
    return made


def _surroundings(each: Stated, group: Sequence[Stated], chance: random.Random) -> ReplacementPool:
    others = [o for o in chance.sample(group, min(_OTHERS, len(group))) if o.origin != each.origin]
    return ReplacementPool(
        source="\n".join(each.passages),
        names=[name for other in others for name in names_in(other.text)],
        codes=[code for other in others for code in codes_in(other.text)],
        sentences=[other.text for other in others],
    )


def _mtrag(folder: Path) -> Iterator[Stated]:
    path = folder / "mtrag" / "tasks.jsonl"
    if not path.exists():
        return
    texts = {
        passage.id: f"{passage.title}\n\n{passage.text}"
        for domain in ("clapnq", "cloud", "fiqa", "govt")
        for passage in read_corpus(folder / "mtrag" / domain / "corpus.jsonl")
    }
    yield from _tasks("MTRAG", read_json_lines(path), texts)


def _synthetic(folder: Path) -> Iterator[Stated]:
    path = folder / "mtrag" / "synthetic_tasks.jsonl"
    if not path.exists():
        return
    corpus = read_corpus(folder / "mtrag" / "synthetic_corpus.jsonl")
    texts = {passage.id: f"{passage.title}\n\n{passage.text}" for passage in corpus}
    yield from _tasks("MTRAG synthetic", read_json_lines(path), texts)


def _tasks(
    name: str, rows: Iterator[dict[str, object]], texts: Mapping[str, str]
) -> Iterator[Stated]:
    for row in rows:
        relevant = [texts[i] for i in cast("list[str]", row["relevant"]) if i in texts]
        if relevant and row["answerability"] == ["ANSWERABLE"]:
            for sentence in sentences(str(row["reference_answer"])):
                yield Stated(name, str(row["conversation_id"]), sentence, tuple(relevant))


def _k_qa(folder: Path) -> Iterator[Stated]:
    path = folder / "answers" / "k-qa.jsonl"
    for row in read_json_lines(path) if path.exists() else ():
        for statement in cast("list[str]", row["Must_have"]):
            answer = str(row["Free_form_answer"])
            yield Stated("K-QA", str(row["Question"]), f"{statement.rstrip('.')}.", (answer,))


def _own_sentences(folder: Path) -> Iterator[Iterator[Stated]]:
    for name, called in (("medquad", "MedQuAD"), ("obliqa", "ObliQA")):
        if (folder / name / "corpus.jsonl").exists():
            yield _of_passages(folder / name, called)


def _of_passages(folder: Path, called: str) -> Iterator[Stated]:
    wanted = {p for grades in read_grades(folder / "qrels" / "test.tsv").values() for p in grades}
    for row in read_json_lines(folder / "corpus.jsonl"):
        if row["_id"] in wanted:
            text = f"{row.get('title') or ''}\n\n{row['text']}"
            metadata = cast("dict[str, object]", row.get("metadata") or {})
            origin = str(metadata.get("document", row["_id"]))
            lines = [line for line in str(row["text"]).split("\n") if line]
            own = [s for line in lines for s in sentences(_ITEM_MARK.sub("", line))]
            chance = random.Random(str(row["_id"]))
            for sentence in chance.sample(own, min(_MOST_OF_ONE_SOURCE, len(own))):
                if sentence.endswith("."):
                    yield Stated(called, origin, sentence, (text,))
