"""Many questions answered in one run, each answer written as soon as it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app.asking.question_file import FileQuestion
from app.domain.answers import Answer
from app.domain.conversations import Conversation
from app.domain.replies import AnsweringAssistant, AnswerRequest, Finished
from app.export.answer_json import answer_content
from knowledge.domain.errors import InputError


def answered_in_turn(
    assistant: AnsweringAssistant,
    questions: Sequence[FileQuestion],
    request: AnswerRequest,
    *,
    own_history: bool = False,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[FileQuestion, Answer]]:
    """Yield the questions with their answers, in their order.

    What a question leaves open is as in `request`. With `own_history` the agent said what was
    answered here, instead of what the file says that it did. Questions whose ids have `known`
    answers are not asked.
    """
    said: dict[str, Conversation] = {}
    for question in questions:
        past = said.get(question.conversation, question.past) if own_history else question.past
        text = known.get(question.id)
        if text is None:
            answer = _answered(assistant, question, past, request)
            text = answer.text
            yield question, answer
        said[question.conversation] = past.with_turn(question.question, text)


def answer_batch(
    assistant: AnsweringAssistant,
    questions: Sequence[FileQuestion],
    output: AnswerFile,
    request: AnswerRequest,
    *,
    own_history: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Write an answer to each question that the file has none to yet, as soon as it is there."""
    answered = answered_in_turn(
        assistant, questions, request, own_history=own_history, known=dict(output.texts)
    )
    for done, (question, answer) in enumerate(answered, start=1):
        output.add(question.id, answer)
        progress(done)


def _answered(
    assistant: AnsweringAssistant,
    question: FileQuestion,
    past: Conversation,
    request: AnswerRequest,
) -> Answer:
    asked = replace(
        request,
        as_of=question.as_of or request.as_of,
        groups=request.groups if question.groups is None else question.groups,
        facets={**request.facets, **question.facets},
    )
    *_, last = assistant.reply(past, question.question, asked)
    assert isinstance(last, Finished), "a reply ends with its answer"
    return last.answer


class AnswerFile:
    """JSON lines: each answer as `citewell ask --json` prints it, with its question's id.

    `texts` are the answers that it holds, by id.
    """

    def __init__(self, path: Path, *, knowledge_base: str, resume: bool = False) -> None:
        """Begin the file, or go on with one.

        Raises:
            InputError: it is there and shall not be gone on with, or it cannot be read or written.
        """
        self._knowledge_base = knowledge_base
        self._path = path
        self.texts: dict[str, str] = {}
        try:
            if resume and path.exists():
                self._read()
            self._file = path.open("a" if resume else "x", encoding="utf-8", newline="\n")
        except FileExistsError as error:
            raise InputError(
                f"{str(path)!r} is there already. Go on with it (--resume), or name another file."
            ) from error
        except OSError as error:
            raise InputError(f"{str(path)!r} cannot be written: {error.strerror}.") from error

    def add(self, question_id: str, answer: Answer) -> None:
        """Write an answer, so that it is there whatever comes after."""
        content = answer_content(answer, knowledge_base=self._knowledge_base)
        self._file.write(json.dumps({"id": question_id, **content}, ensure_ascii=False) + "\n")
        self._file.flush()
        self.texts[question_id] = answer.text

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self) -> None:
        content = self._path.read_bytes()
        # A run that was killed may have left half a line.
        whole = content[: content.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                answer = json.loads(line)
                self.texts[str(answer["id"])] = str(answer["answer"])
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"Line {number} of {str(self._path)!r} is no answer. Name another file."
                ) from error
        if len(whole) < len(content):
            self._path.write_bytes(whole)
