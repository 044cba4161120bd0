"""Conversations to train history weights on: what was said, the question, what it meant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from app.domain.conversations import Conversation, Turn, says_something, words_of
from evals.benchmarks.benchmark import conversation_of, read_json_lines
from knowledge.domain.errors import InputError

_POINTERS = ("it", "that", "this", "they", "")
_FEWEST_LETTERS = 3
_FEWEST_WORDS = 2
_SHARE_TAKEN = 0.8


@dataclass(frozen=True, slots=True)
class FollowUpTask:
    """A follow-up, and what its vector shall be near.

    `rewrite` is the question as it would be asked alone; `answer` is what was answered. One of the
    two is there. `source` is the file's name: targets are told apart within one file.
    """

    source: str
    conversation: str
    past: Conversation
    question: str
    rewrite: str = ""
    answer: str = ""


def read_tasks(path: Path) -> list[FollowUpTask]:
    """Return a file's follow-ups that have a rewrite or an answer; first turns are left out.

    A line is a JSON object with `question`, `history` ([{"speaker", "text"}], or texts in turn, as
    CANARD's), and `rewrite`, `reference_answer` or `answer`. Where `relevant` is empty nothing
    answers the question, and "I do not know" is no target: the line is left out.

    Raises:
        InputError: the file cannot be read, or holds no such line.
    """
    read = [task for row in read_json_lines(path) if (task := _read(row, path.name))]
    tasks = [task for task in read if task.past.turns]
    if not tasks:
        raise InputError(
            f"{str(path)!r} has no follow-up question with a rewrite or an answer. A line needs "
            "question, history, and rewrite or reference_answer."
        )
    return tasks


def with_elided(tasks: Sequence[FollowUpTask], *, seed: int = 7) -> list[FollowUpTask]:
    """Return the tasks, and each once more as a person would ask it.

    Model-written questions name everything. In the copy, words that were said before become "it"
    or "that", or go; what was answered stays the target. Copies with nothing to replace are left.
    """
    drawn = random.Random(seed)
    copies = []
    for task in tasks:
        elided = _elided(task, drawn) if task.answer else ""
        if elided:
            copies.append(
                FollowUpTask(task.source, task.conversation, task.past, elided, "", task.answer)
            )
    return [*tasks, *copies]


def alone_questions(path: Path) -> list[FollowUpTask]:
    """Return what a file asks so that it can be understood alone, each with nothing before it.

    That are its first questions, and the rewrites of later ones.

    Raises:
        InputError: the file cannot be read.
    """
    read = [task for row in read_json_lines(path) if (task := _read(row, path.name))]
    whole = [replace(task, question=task.rewrite or task.question) for task in read]
    none = Conversation(())
    return [replace(task, past=none) for task in whole if task.rewrite or not task.past.turns]


def changes_of_subject(
    tasks: Sequence[FollowUpTask], alone: Sequence[FollowUpTask], *, each: int = 3, seed: int = 7
) -> list[FollowUpTask]:
    """Return each question that stands alone as it would be asked after other conversations.

    Each comes so many times, after a part of another conversation of its file; a file of one
    conversation gives none.
    """
    drawn = random.Random(seed)
    places: dict[str, list[FollowUpTask]] = {}
    for task in tasks:
        places.setdefault(task.source, []).append(task)
    changed = []
    for asked in alone:
        others = [t for t in places.get(asked.source, ()) if t.conversation != asked.conversation]
        pasts = drawn.sample(others, min(each, len(others)))
        changed += [replace(asked, past=other.past) for other in pasts]
    return changed


def _read(row: dict[str, object], source: str) -> FollowUpTask | None:
    past = _past(row.get("history"))
    rewrite = " ".join(str(row.get("rewrite") or "").split())
    answer = str(row.get("reference_answer") or row.get("answer") or "")
    question = str(row.get("question") or "")
    unanswered = row.get("relevant") == []
    if unanswered or not (question and (rewrite or answer)):
        return None
    name = str(row.get("conversation_id") or row.get("task_id") or "")
    return FollowUpTask(source, name, past, question, rewrite, answer)


def _past(history: object) -> Conversation:
    lines = cast("list[object]", history or [])
    if not lines or not isinstance(lines[0], str):
        return conversation_of(history)
    # CANARD: the page's title and section, then question and answer by turns.
    told = [str(line) for line in lines]
    turns = [Turn(", ".join(told[:2]))]
    turns += [
        Turn(said, told[place + 1] if place + 1 < len(told) else "")
        for place, said in enumerate(told)
        if place >= len(told[:2]) and place % 2 == 0
    ]
    return Conversation(tuple(turns))


def _elided(task: FollowUpTask, drawn: random.Random) -> str:
    said = {
        w for turn in task.past.turns for t in (turn.question, turn.answer) for w in words_of(t)
    }
    kept: list[str] = []
    changed = running = False
    for word in task.question.split():
        bare = "".join(each for each in word if each.isalnum() or each == "'").lower()
        known = len(bare) >= _FEWEST_LETTERS and bare in said and says_something(bare)
        if known and drawn.random() < _SHARE_TAKEN:
            tail = word[len(word.rstrip("?.,!")) :]
            pointer = "" if running else drawn.choice(_POINTERS)
            if pointer + tail:
                kept.append(pointer + tail)
            changed = running = True
        else:
            kept.append(word)
            running = False
    text = " ".join(kept)
    for mark in "?.,!":
        text = text.replace(f" {mark}", mark)
    return text if changed and len(text.split()) >= _FEWEST_WORDS else ""
