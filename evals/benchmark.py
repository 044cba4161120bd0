"""A benchmark: passages, questions with their conversations, and what is relevant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from app.conversations import Conversation, Turn
from knowledge.errors import InputError


@dataclass(frozen=True, slots=True)
class BenchmarkPassage:
    """A passage as the benchmark gives it."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BenchmarkQuestion:
    """A question, what was said before, and the grades of its relevant passages (1 and up).

    `corpus` names the corpus that it is asked of; `labels` are what results are broken down by.
    """

    id: str
    text: str
    relevant: Mapping[str, int]
    corpus: str = ""
    past: Conversation = field(default_factory=Conversation)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Corpora by name (one, named "", where there is only one) and questions."""

    name: str
    corpora: Mapping[str, tuple[BenchmarkPassage, ...]]
    questions: tuple[BenchmarkQuestion, ...]


def read_json_lines(path: Path) -> Iterator[dict[str, object]]:
    r"""Yield a file's JSON objects, split on "\n" only: passages contain U+2028 and \x85.

    Raises:
        InputError: the file is missing or a line is no JSON object (with its number).
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError(f"The benchmark file {str(path)!r} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield cast("dict[str, object]", json.loads(line))
        except json.JSONDecodeError as error:
            raise InputError(f"Line {number} of {str(path)!r} is not JSON: {error.msg}.") from error


def read_corpus(path: Path) -> tuple[BenchmarkPassage, ...]:
    """Read a BEIR `corpus.jsonl`: `_id` (or `id`), `title`, `text`."""
    return tuple(
        BenchmarkPassage(
            str(row["_id"] if "_id" in row else row["id"]),
            str(row.get("title") or ""),
            str(row.get("text") or ""),
        )
        for row in read_json_lines(path)
    )


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Read a BEIR qrels table (query-id, corpus-id, score; a header line); grades above 0 only.

    Some hubs keep the same three as JSON lines.
    """
    if path.suffix == ".jsonl":
        return _json_grades(path)
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").split("\n")[1:]:
        if line.strip():
            question, passage, grade = line.split("\t")
            if int(grade) > 0:
                grades.setdefault(question, {})[passage] = int(grade)
    return grades


def _json_grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for row in read_json_lines(path):
        if (grade := int(float(str(row["score"])))) > 0:
            grades.setdefault(str(row["query-id"]), {})[str(row["corpus-id"])] = grade
    return grades


def conversation_of(history: object) -> Conversation:
    """Turn `[{"speaker", "text"}]` into turns; what the agent said first has an empty question."""
    turns: list[Turn] = []
    for line in cast("list[dict[str, str]]", history or []):
        if line["speaker"] == "user":
            turns.append(Turn(line["text"]))
        elif turns and not turns[-1].answer:
            turns[-1] = Turn(turns[-1].question, line["text"])
        else:
            turns.append(Turn("", line["text"]))
    return Conversation(tuple(turns))
