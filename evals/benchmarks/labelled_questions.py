"""Questions of one's own with the passages that answer them, read from a JSONL file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.asking.question_file import questions_of
from app.domain.conversations import Conversation
from evals.benchmarks.benchmark import conversation_of
from evals.benchmarks.question_set import (
    ExpertQuestion,
    Kind,
    is_question_set,
    read_question_set,
)
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage


class HistoryLine(BaseModel):
    """One earlier message."""

    speaker: Literal["user", "agent"]
    text: str


class ExpectedPassage(BaseModel):
    """What answers: words that stand in a document, whatever passages it is split into.

    Without a key they may stand in any document.
    """

    document_key: str = ""
    version: str = ""
    quote: str = ""

    def is_in(self, passage: Passage) -> bool:
        """Tell whether the passage is of the document (and version) and holds the quote."""
        return (
            self.document_key in ("", passage.document_key)
            and self.version in ("", passage.version)
            and bare_words(self.quote) in bare_words(passage.text)
        )


class LabelledQuestion(BaseModel):
    """A line of the file. `as_of` empty means today; no `answers` means: not in the documents."""

    model_config = ConfigDict(extra="ignore")

    id: str
    conversation: str = ""
    question: str
    history: tuple[HistoryLine, ...] = ()
    as_of: date | None = None
    groups: tuple[str, ...] = ("staff",)
    answers: tuple[ExpectedPassage, ...] = ()
    reference: str = ""
    must_contain: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return bool(self.answers)

    @property
    def is_follow_up(self) -> bool:
        """Whether something was said before."""
        return bool(self.history)

    def past(self) -> Conversation:
        """Return the history as turns."""
        return conversation_of([line.model_dump() for line in self.history])

    def rank_in(self, passages: list[Passage]) -> int | None:
        """Return the rank, from 1, of the first passage that answers; None when none does."""
        for rank, passage in enumerate(passages, start=1):
            if any(expected.is_in(passage) for expected in self.answers):
                return rank
        return None


def bare_words(text: str) -> str:
    """Return the text's letters and digits in lower case with single blanks between words.

    Loaders keep words but not markup, so quotes are compared by words only.
    """
    return " ".join(re.findall(r"\w+", text.lower()))


def read_labelled_questions(path: Path) -> list[LabelledQuestion]:
    """Read a JSONL file of questions, of this form or a question set.

    Of a question set the small talk, and what has to be asked back, is left out.

    Raises:
        InputError: the file is missing, or a line is not a labelled question (with its number).
    """
    if is_question_set(path):
        return _labelled(read_question_set(path))
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError(f"The question file {str(path)!r} cannot be read: {error}.") from error
    questions = [_read_line(path, n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise InputError(f"The question file {str(path)!r} holds no question.")
    return questions


def _read_line(path: Path, number: int, line: str) -> LabelledQuestion:
    try:
        return LabelledQuestion.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the line"
        raise InputError(
            f"Line {number} of {str(path)!r} is not a labelled question: {place}: {first['msg']}."
        ) from error


def _labelled(lines: Sequence[ExpertQuestion]) -> list[LabelledQuestion]:
    return [
        LabelledQuestion(
            id=line.id,
            conversation=asked.conversation,
            question=asked.question,
            history=tuple(_messages(asked.past)),
            as_of=asked.as_of,
            groups=("staff",) if asked.groups is None else asked.groups,
            answers=tuple(ExpectedPassage(quote=each.quote) for each in line.evidence)
            if line.kind is Kind.ANSWERABLE
            else (),
            reference=line.answer,
        )
        for line, asked in zip(lines, questions_of(lines), strict=True)
        if line.kind not in {Kind.SMALL_TALK, Kind.UNDERSPECIFIED}
    ]


def _messages(past: Conversation) -> Iterator[HistoryLine]:
    for turn in past.turns:
        yield HistoryLine(speaker="user", text=turn.question)
        yield HistoryLine(speaker="agent", text=turn.answer)
