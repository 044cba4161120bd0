"""A benchmark: passages, questions with their conversations, and what is relevant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from app.domain.conversations import Conversation, Turn
from knowledge.domain.errors import InputError

_PART = re.compile(r"(?:-\d{1,9}-\d{1,9}|:\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class BenchmarkPassage:
    """A passage as the benchmark gives it; `document` is empty where it tells none."""

    id: str
    title: str
    text: str
    document: str = ""


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
class Ranked:
    """One question's ranking, (passage id, score) best first, and its milliseconds by stage.

    `corrections` are misspellings in it, as typed and as the passages have them.
    """

    question: BenchmarkQuestion
    ranking: tuple[tuple[str, float], ...]
    milliseconds: Mapping[str, float]
    corrections: tuple[tuple[str, str], ...] = ()


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
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"Line {number} of {str(path)!r} is not JSON: {error.msg}.") from error
        if not isinstance(row, dict):
            raise InputError(f"Line {number} of {str(path)!r} is not a JSON object.")
        yield row


def text_in(row: Mapping[str, object], *names: str, path: Path) -> str:
    """Return the first of these fields that a row has.

    Raises:
        InputError: it has none of them (names those that it has).
    """
    for name in names:
        if row.get(name) is not None:
            return str(row[name])
    raise InputError(
        f"A line of {str(path)!r} has no {' or '.join(map(repr, names))}; "
        f"it has {', '.join(map(repr, row)) or 'nothing'}."
    )


def read_corpus(path: Path) -> tuple[BenchmarkPassage, ...]:
    """Read a BEIR `corpus.jsonl`: `_id` (or `id`), `title`, `text`; a repeated id counts once.

    Raises:
        InputError: the file is missing, empty or malformed.
    """
    passages = {
        passage.id: passage
        for row in read_json_lines(path)
        if (passage := _passage_of(row, path)).id
    }
    if not passages:
        raise InputError(f"The corpus {str(path)!r} has no passage.")
    return tuple(passages.values())


def _passage_of(row: Mapping[str, object], path: Path) -> BenchmarkPassage:
    name = text_in(row, "_id", "id", path=path)
    return BenchmarkPassage(
        name, str(row.get("title") or ""), str(row.get("text") or ""), _document_of(row, name)
    )


def _document_of(row: Mapping[str, object], name: str) -> str:
    """Return the document that the row names, or whose part the id is ("page-12-96", "page:3")."""
    more = row.get("metadata")
    told = [
        place[key]
        for place in (row, more)
        if isinstance(place, dict)
        for key in ("document", "document_id", "url")
        if place.get(key)
    ]
    if told:
        return str(told[0])
    part = _PART.search(name)
    return name[: part.start()] if part else ""


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Read a qrels table; grades above 0 only.

    BEIR's (query-id, corpus-id, score; a header line or none), TREC's (a column between the ids),
    or the same three as JSON lines.

    Raises:
        InputError: a line is malformed (with its number).
    """
    if path.suffix == ".jsonl":
        return _json_grades(path)
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), start=1):
        cells = line.rstrip("\r").split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and _is_header(cells)):
            continue
        try:
            question, *_iteration, passage, grade = cells
            value = int(float(grade))
        except ValueError as error:
            raise InputError(
                f"Line {number} of {str(path)!r} is not a grade (query, passage, score): {line!r}."
            ) from error
        if value > 0:
            grades.setdefault(question, {})[passage] = value
    return grades


def _is_header(cells: list[str]) -> bool:
    return not cells[-1].replace(".", "", 1).lstrip("-").isdigit()


def _json_grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for row in read_json_lines(path):
        question, passage = (text_in(row, f"{each}-id", path=path) for each in ("query", "corpus"))
        if (grade := int(float(text_in(row, "score", path=path)))) > 0:
            grades.setdefault(question, {})[passage] = grade
    return grades


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The benchmark file {str(path)!r} cannot be read: {error}.") from error


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
