"""A set of questions answered and graded: asked here, or read from a file of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.asking.batch import answered_in_turn
from app.asking.question_file import questions_of
from app.domain.replies import AnsweringAssistant, AnswerRequest
from evals.benchmarks.question_set import ExpertQuestion
from evals.questions.grading import (
    FoundPassage,
    GivenAnswer,
    Grade,
    given_by,
    grade,
    name_of,
)
from evals.runs.saved_runs import SavedQuestion
from knowledge.domain.errors import InputError

_KEPT = 20


def ask_and_grade(
    assistant: AnsweringAssistant,
    questions: Sequence[ExpertQuestion],
    request: AnswerRequest,
    *,
    own_history: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Grade]:
    """Ask every question in its conversation and grade the answer."""
    expected = {question.id: question for question in questions}
    later = _later(questions)
    grades = []
    answers = answered_in_turn(assistant, questions_of(questions), request, own_history=own_history)
    for done, (asked, answer) in enumerate(answers, start=1):
        grades.append(grade(expected[asked.id], given_by(answer), later=asked.id in later))
        progress(done)
    return grades


class _Text(BaseModel):
    text: str = ""


class _Found(BaseModel):
    passage_id: str
    document_key: str = ""
    version: str = ""


class AnswerLine(BaseModel):
    """A line that `citewell ask --batch` wrote, as far as it is graded."""

    model_config = ConfigDict(extra="ignore")

    id: str
    answer: str
    refused: bool
    outcome: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[_Text, ...] = ()
    found: tuple[_Found, ...] = ()


def read_answers(path: Path) -> list[AnswerLine]:
    """Return the answers of a file.

    Raises:
        InputError: it cannot be read, or a line is no answer (with its number).
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The answers {str(path)!r} cannot be read: {error}.") from error
    answers = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answers.append(AnswerLine.model_validate_json(line))
        except ValidationError as error:
            raise InputError(
                f"Line {number} of {str(path)!r} is no answer. Make the file with citewell ask "
                "--batch QUESTIONS.jsonl --output ANSWERS.jsonl"
            ) from error
    return answers


def grade_answers(
    questions: Sequence[ExpertQuestion],
    answers: Sequence[AnswerLine],
    texts: Mapping[str, str],
) -> list[Grade]:
    """Grade the questions that have an answer; `texts` are the passages' texts by their ids."""
    given = {answer.id: answer for answer in answers}
    later = _later(questions)
    return [
        grade(each, _given(given[each.id], texts), later=each.id in later)
        for each in questions
        if each.id in given
    ]


def _given(line: AnswerLine, texts: Mapping[str, str]) -> GivenAnswer:
    return GivenAnswer(
        text=line.answer,
        refused=line.refused,
        outcome=line.outcome,
        notes=line.notes,
        cited=tuple(source.text for source in line.sources),
        found=tuple(
            FoundPassage(
                name_of(each.document_key, each.version, each.passage_id),
                texts.get(each.passage_id, ""),
            )
            for each in line.found
        ),
    )


def _later(questions: Sequence[ExpertQuestion]) -> set[str]:
    return {each.id for each in questions_of(questions) if each.past.turns}


def as_saved_grades(grades: Sequence[Grade]) -> list[SavedQuestion]:
    """Return the grades as questions of a run that can be saved and compared."""
    return [
        SavedQuestion(
            id=each.question.id,
            question=each.question.question,
            labels={
                "conversation": each.question.conversation or each.question.id,
                "turn": "later" if each.later else "first",
                "kind": each.question.kind.value,
                **({"outcome": each.given.outcome} if each.given.outcome else {}),
            },
            tags=each.question.labels,
            relevant=dict.fromkeys(each.answering, 1),
            ranking=tuple(passage.name for passage in each.given.found[:_KEPT]),
            values=each.values,
        )
        for each in grades
    ]
