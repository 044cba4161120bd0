"""Questions in callers' words, each with what a right answer must hold, read from a JSONL file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.asking.question_file import QuestionLine, read_lines
from evals.benchmarks.benchmark import read_json_lines


class Kind(StrEnum):
    """What is right: an answer, a refusal, asking back, or a friendly line."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    OFF_TOPIC = "offtopic"
    UNDERSPECIFIED = "underspecified"
    SMALL_TALK = "smalltalk"


class Evidence(BaseModel):
    """Words that stand in a document and carry the answer."""

    model_config = ConfigDict(frozen=True)

    quote: str = Field(min_length=1)
    document: str = ""


def _as_spellings(fact: object) -> object:
    return [fact] if isinstance(fact, str) else fact


Spellings = Annotated[tuple[str, ...], BeforeValidator(_as_spellings), Field(min_length=1)]
"""Ways to write one fact: "60 days", "sixty days"."""


class ExpertQuestion(QuestionLine):
    """A line of docs/schemas/question-set.schema.json."""

    kind: Kind
    labels: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    key_facts: tuple[Spellings, ...] = ()
    wrong_facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_graded(self) -> ExpertQuestion:
        if self.kind is Kind.ANSWERABLE and not self.key_facts:
            raise ValueError("an answerable question needs key_facts, such as [['60 days']]")
        return self


def is_question_set(path: Path) -> bool:
    """Tell whether the first question of a file is of this form.

    Raises:
        InputError: the file cannot be read as JSON lines.
    """
    first = next(iter(read_json_lines(path)), {})
    return first.get("kind") in set(Kind)


def read_question_set(path: Path) -> list[ExpertQuestion]:
    """Return the questions in the order of the file.

    Raises:
        InputError: the file cannot be read, or a line is none; says which, and what to do.
    """
    return read_lines(path, ExpertQuestion)
