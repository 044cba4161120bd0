"""The questions that the chat's first screen offers, for the sample documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

_DEMO = "demo"
_FILE = Path(str(files("app"))).resolve().parent / "sample" / "first_questions.yaml"


@dataclass(frozen=True, slots=True)
class FirstTry:
    """A question that shows one thing; `as_of` is the date of service that it is asked for."""

    shows: str
    question: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class FirstQuestions:
    """What is offered; `following` is the follow-up to a question, by the question."""

    questions: tuple[str, ...] = ()
    tries: tuple[FirstTry, ...] = ()
    following: tuple[tuple[str, str], ...] = ()

    def after(self, question: str) -> tuple[str, ...]:
        """Return the follow-up to a question; none for any other."""
        return tuple(then for asked, then in self.following if asked == question)


def first_questions(name: str) -> FirstQuestions:
    """Return what a knowledge base's first screen offers: only the sample documents' have some."""
    return _sample() if name == _DEMO and _FILE.is_file() else FirstQuestions()


@cache
def _sample() -> FirstQuestions:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    entries = written["questions"]
    return FirstQuestions(
        questions=tuple(str(entry["question"]) for entry in entries),
        tries=tuple(
            FirstTry(str(entry["shows"]), str(entry["question"]), entry.get("as_of"))
            for entry in written["tries"]
        ),
        following=tuple((str(e["question"]), str(e["next"])) for e in entries if "next" in e),
    )
