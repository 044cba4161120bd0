"""A question with a passage that answers it: what a model is tuned on, and its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.domain.errors import InputError

PAIRS_SCHEMA_VERSION = 1

Part = Literal["train", "dev", "test"]
"""What a pair is for: to learn from, to stop early by, to measure with."""

_Line = TypeVar("_Line", bound=BaseModel)


class Pair(BaseModel):
    """A question, a passage that answers it, and how well: a line of the pairs file.

    `grade` is 1 (touches on it) to 3 (answers it fully). `before` is what was asked before a
    follow-up. `negatives` are passages that look alike and do not answer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    question_id: str
    question: str = Field(min_length=1)
    passage_id: str
    passage: str = Field(min_length=1)
    document: str
    kind: str = "natural"
    grade: int = Field(default=3, ge=1, le=3)
    part: Part = "train"
    before: str = ""
    made_from: str = ""
    negatives: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The text to embed: a follow-up stands behind what was asked before it."""
        return f"{self.before} {self.question}".strip()


class PooledPassage(BaseModel):
    """A passage that the test questions are searched among."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    passage_id: str
    passage: str
    document: str


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write the pairs file, all of it or nothing."""
    _write_lines(
        path, ({"schema_version": PAIRS_SCHEMA_VERSION, **pair.model_dump()} for pair in pairs)
    )


def read_pairs(path: Path) -> list[Pair]:
    """Read a pairs file.

    Raises:
        InputError: it is missing or empty, or a line is no pair (with its number).
    """
    pairs = [
        _checked(Pair, path, number, line, "question-and-passage pair")
        for number, line in _lines(path)
    ]
    if not pairs:
        raise InputError(f"The pairs file {str(path)!r} holds no pair.")
    return pairs


def pool_path(pairs_file: Path) -> Path:
    """Return where the passages stand that a pairs file's test questions are searched among."""
    return pairs_file.with_suffix(".passages.jsonl")


def write_pool(path: Path, pool: Iterable[PooledPassage]) -> None:
    """Write the passages beside a pairs file."""
    _write_lines(path, (passage.model_dump() for passage in pool))


def read_pool(path: Path) -> list[PooledPassage]:
    """Read the passages beside a pairs file.

    Raises:
        InputError: it is missing, or a line is no passage (with its number).
    """
    return [_checked(PooledPassage, path, number, line, "passage") for number, line in _lines(path)]


def of_part(pairs: Sequence[Pair], part: Part) -> list[Pair]:
    """Return the pairs of one part."""
    return [pair for pair in pairs if pair.part == part]


def _write_lines(path: Path, rows: Iterable[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
    draft.replace(path)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{str(path)!r} cannot be read: {error.strerror}. "
            "`citewell finetune pairs --out FILE` makes a pairs file and its passages beside it."
        ) from error
    # "\n" only: passages contain U+2028 and other marks that splitlines() takes for line ends.
    yield from ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())


def _checked(kind: type[_Line], path: Path, number: int, line: str, called: str) -> _Line:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the line"
        raise InputError(
            f"Line {number} of {str(path)!r} is not a {called}: {place}: {first['msg']}."
        ) from error
