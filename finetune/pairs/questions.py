"""Has questions written for many passages, several at once; a run that broke off goes on."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.llm.chat import ChatModel, Message
from app.writing.cleaning.turns import without_thoughts
from app.writing.prompting import prompt
from evals.benchmarks.labelled_questions import bare_words
from finetune.pairs.pair import Pair
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage

_FAILURES_TO_STOP = 3
"""In a row: then it is the server, not a passage."""


class Counting(Protocol):
    """Hears how many of how many are done."""

    def count(self, done: int, total: int) -> None:
        """So many are done."""
        ...


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was written, and how many passages the model failed on."""

    pairs: tuple[Pair, ...]
    failed: int


def drafts_path(out: Path) -> Path:
    """Return where answers are kept until the pairs file is written."""
    return out.with_suffix(".drafts.jsonl")


def drafted(
    model: ChatModel,
    passages: Sequence[Passage],
    drafts: Path,
    *,
    at_once: int = 1,
    counting: Counting,
) -> Drafted:
    """Ask for every passage's questions; what stands in `drafts` already is not asked again.

    A question that two passages answer is kept for the first only: which of the two is meant
    cannot be learnt from it.

    Raises:
        GenerationFailed: several passages in a row failed; what was written so far is kept.
    """
    known = _read_drafts(drafts)
    missing = [passage for passage in passages if passage.id not in known]
    counting.count(len(passages) - len(missing), len(passages))
    drafts.parent.mkdir(parents=True, exist_ok=True)
    failed, in_a_row = 0, 0
    with drafts.open("a", encoding="utf-8") as file:
        for number, (passage, written) in enumerate(_asked(model, missing, at_once), start=1):
            if isinstance(written, GenerationFailed):
                failed, in_a_row = failed + 1, in_a_row + 1
                if in_a_row == _FAILURES_TO_STOP:
                    raise _stopped(drafts, written) from written
                continue
            in_a_row = 0
            known[passage.id] = written
            file.write(_line(passage.id, written))
            file.flush()
            counting.count(len(passages) - len(missing) + number, len(passages))
    pairs = [pair for p in passages for pair in pairs_of(p, known.get(p.id, ()))]
    return Drafted(tuple(_once(pairs)), failed)


def _asked(
    model: ChatModel, passages: Sequence[Passage], at_once: int
) -> Iterator[tuple[Passage, tuple[WrittenQuestion, ...] | GenerationFailed]]:
    def ask(passage: Passage) -> tuple[WrittenQuestion, ...] | GenerationFailed:
        try:
            return questions_for(model, passage)
        except GenerationFailed as error:
            return error

    # In windows: a server that is gone is not asked thousands of times before that is noticed.
    with ThreadPoolExecutor(at_once) as pool:
        for start in range(0, len(passages), at_once):
            window = passages[start : start + at_once]
            yield from zip(window, pool.map(ask, window), strict=True)


def _once(pairs: Sequence[Pair]) -> Iterator[Pair]:
    seen: set[str] = set()
    for pair in pairs:
        words = bare_words(pair.asked)
        if words not in seen:
            seen.add(words)
            yield pair


def _line(passage_id: str, written: Sequence[WrittenQuestion]) -> str:
    row = {"passage_id": passage_id, "questions": [each.model_dump() for each in written]}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _read_drafts(drafts: Path) -> dict[str, tuple[WrittenQuestion, ...]]:
    if not drafts.is_file():
        return {}
    known = {}
    for line in drafts.read_text(encoding="utf-8").split("\n"):
        try:
            row = json.loads(line)
            known[str(row["passage_id"])] = tuple(
                WrittenQuestion.model_validate(each) for each in row["questions"]
            )
        except (ValueError, KeyError, TypeError):
            continue  # the last line of a run that was killed while it wrote
    return known


def _stopped(drafts: Path, error: GenerationFailed) -> GenerationFailed:
    return GenerationFailed(
        f"{_FAILURES_TO_STOP} passages in a row failed: {error} What was written is kept in "
        f"{str(drafts)!r}; run the same command again to go on."
    )


# A language model writes questions that a passage answers; what it writes is checked.


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
