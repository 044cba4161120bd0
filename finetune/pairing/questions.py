"""A language model writes questions that a passage answers; what it writes is checked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import closing
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.writing.chatting import ChatModel, Message
from app.writing.cleaning.turns import without_thoughts
from app.writing.prompt_files import prompt
from finetune.pairing.pairs import Pair
from knowledge.errors import GenerationFailed
from knowledge.passages import Passage

_LONGEST_CHARACTERS = 6_000
_TRIES = 2
_AGAIN = "That was not the JSON asked for. Answer with the JSON object only."

Kind = Literal["keywords", "natural", "colloquial", "follow-up"]


class WrittenQuestion(BaseModel):
    """One question as the model wrote it; a follow-up says what was asked before it."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    kind: Kind
    question: str = Field(min_length=3, max_length=500)
    grade: int = Field(ge=1, le=3)
    before: str = Field(default="", max_length=500)


class _Sent(BaseModel):
    questions: list[object]


def questions_for(model: ChatModel, passage: Passage) -> tuple[WrittenQuestion, ...]:
    """Ask for questions of every kind; one that does not fit the form is left out.

    Raises:
        GenerationFailed: the model cannot be reached, or twice sent no JSON.
    """
    marker = f"=== {secrets.token_hex(8)} ==="
    messages = [
        Message("system", prompt("tuning-questions", marker=marker)),
        Message("user", f"{marker}\n{passage.search_text}\n{marker}"),
    ]
    for _ in range(_TRIES):
        text = _answer(model, messages)
        if (found := _read(text)) is not None:
            return found
        messages = [*messages[:2], Message("assistant", text), Message("user", _AGAIN)]
    raise GenerationFailed(f"The language model sent no JSON for passage {passage.id}.")


def pairs_of(passage: Passage, written: Sequence[WrittenQuestion]) -> list[Pair]:
    """Return a pair for each question."""
    return [
        Pair(
            question_id=f"{passage.id}-{number}",
            question=each.question,
            passage_id=passage.id,
            passage=passage.search_text,
            document=passage.document_key,
            kind=each.kind,
            grade=each.grade,
            before=each.before if each.kind == "follow-up" else "",
            made_from="language model",
        )
        for number, each in enumerate(written, start=1)
    ]


def _answer(model: ChatModel, messages: Sequence[Message]) -> str:
    text = ""
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            text += piece
            if len(text) > _LONGEST_CHARACTERS:
                break
    return without_thoughts(text)


def _read(text: str) -> tuple[WrittenQuestion, ...] | None:
    """Return the questions that fit the form; None where there is no JSON of that form at all."""
    # Many models put a fence or a sentence around what they were asked to send alone.
    start, end = text.find("{"), text.rfind("}")
    try:
        sent = _Sent.model_validate_json(text[start : end + 1] if start >= 0 else text)
    except ValidationError:
        return None
    return tuple(question for each in sent.questions if (question := _checked(each)))


def _checked(each: object) -> WrittenQuestion | None:
    try:
        question = WrittenQuestion.model_validate(each)
    except ValidationError:
        return None
    alone = question.kind == "follow-up" and not question.before
    return None if alone else question
