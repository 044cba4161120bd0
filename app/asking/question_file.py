"""Questions of a JSON lines file, each with the conversation before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.asking.history import HistoryMessage, conversation_of, first_trouble
from app.domain.conversations import Conversation, Turn, of_fitting_length
from knowledge.domain.errors import InputError

LineT = TypeVar("LineT", bound="QuestionLine")


class QuestionLine(BaseModel):
    """A line of the file; what it holds besides is left to whoever else reads it.

    `answer` is what the agent should have said: the history of the turns after it. Where the next
    turn has `history_answers`, that was said instead. `history` replaces both.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    conversation: str = ""
    turn: int | None = None
    as_of: date | Literal[""] | None = None
    groups: tuple[str, ...] | None = None
    facets: Mapping[str, str] = Field(default_factory=dict)
    history: tuple[HistoryMessage, ...] = ()
    answer: str = ""
    history_answers: str = ""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A question with what was said before it, as its file tells.

    `conversation` is its own id where the file names none.
    """

    id: str
    conversation: str
    question: str
    past: Conversation
    as_of: date | None = None
    groups: tuple[str, ...] | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


def read_questions(path: Path) -> list[FileQuestion]:
    """Return the questions in the order of the file.

    Raises:
        InputError: the file cannot be read, or a line is none; says which, and what to do.
    """
    return questions_of(read_lines(path, QuestionLine))


def read_lines(path: Path, kind: type[LineT]) -> list[LineT]:
    """Return the lines of a file of questions, whose turns stand in order.

    Raises:
        InputError: the file cannot be read, or a line is none; says which, and what to do.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"The question file {str(path)!r} cannot be read: {reason}.") from error
    lines: list[LineT] = []
    turns: dict[str, int] = {}
    ids: set[str] = set()
    for number, text in enumerate(content.split("\n"), start=1):
        if not text.strip():
            continue
        try:
            line = _line(text, kind)
            _check_order(line, ids, turns)
        except InputError as error:
            raise InputError(f"Line {number} of {str(path)!r}: {error}") from error
        lines.append(line)
    if not lines:
        raise InputError(
            f"The question file {str(path)!r} holds no question. Write one JSON object a line: "
            '{"id": "spouse-1", "question": "can i add my spouse?"}'
        )
    return lines


def _line(text: str, kind: type[LineT]) -> LineT:
    try:
        line = kind.model_validate_json(text)
    except ValidationError as error:
        raise InputError(
            f"{first_trouble(error)} Each line is one JSON object with at least an id and a "
            'question: {"id": "spouse-1", "question": "can i add my spouse?"}'
        ) from error
    if not line.question.strip():
        raise InputError("The question is empty. Write one, or take the line out.")
    of_fitting_length(line.question)
    return line


def _check_order(line: QuestionLine, ids: set[str], turns: dict[str, int]) -> None:
    if line.id in ids:
        raise InputError(f"The id {line.id!r} is there already. Give each question its own.")
    ids.add(line.id)
    if not line.conversation or line.turn is None:
        return
    before = turns.get(line.conversation)
    if before is not None and line.turn <= before:
        raise InputError(
            f"Turn {line.turn} of conversation {line.conversation!r} stands after turn {before}. "
            "Put the turns of a conversation in order."
        )
    turns[line.conversation] = line.turn


def questions_of(lines: Sequence[QuestionLine]) -> list[FileQuestion]:
    """Return the lines as questions, each with the turns before it as its past."""
    turns: dict[str, list[Turn]] = {}
    questions = []
    for line in lines:
        conversation = line.conversation or line.id
        before = turns.setdefault(conversation, [])
        if line.history_answers:
            asked = before[-1].question if before else ""
            before[-1:] = [Turn(asked, line.history_answers)]
        past = conversation_of(line.history) if line.history else Conversation(tuple(before))
        questions.append(
            FileQuestion(
                id=line.id,
                conversation=conversation,
                question=line.question.strip(),
                past=past,
                as_of=line.as_of or None,
                groups=line.groups,
                facets=line.facets,
            )
        )
        turns[conversation] = [*past.turns, Turn(line.question.strip(), line.answer)]
    return questions
