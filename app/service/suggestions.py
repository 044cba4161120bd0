"""What to ask: the sample's first questions, and what stands near the last answer's sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from app.domain.answers import Answer
from app.language.words import content_terms
from knowledge.domain.passages import Passage

_DEMO = "demo"
_FILE = Path(str(files("app"))).resolve().parent / "sample" / "first_questions.yaml"


@dataclass(frozen=True, slots=True)
class StarterQuestion:
    """A question that shows one thing; `as_of` is the date of service that it is asked for."""

    shows: str
    question: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class StarterQuestions:
    """What is offered; `following` is the follow-up to a question, by the question."""

    questions: tuple[str, ...] = ()
    tries: tuple[StarterQuestion, ...] = ()
    following: tuple[tuple[str, str], ...] = ()

    def after(self, question: str) -> tuple[str, ...]:
        """Return the follow-up to a question; none for any other."""
        return tuple(then for asked, then in self.following if asked == question)


def starter_questions(name: str) -> StarterQuestions:
    """Return what a knowledge base's first screen offers: only the sample documents' have some."""
    return _sample() if name == _DEMO and _FILE.is_file() else StarterQuestions()


@cache
def _sample() -> StarterQuestions:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    entries = written["questions"]
    return StarterQuestions(
        questions=tuple(str(entry["question"]) for entry in entries),
        tries=tuple(
            StarterQuestion(str(entry["shows"]), str(entry["question"]), entry.get("as_of"))
            for entry in written["tries"]
        ),
        following=tuple((str(e["question"]), str(e["next"])) for e in entries if "next" in e),
    )


# What to ask next: headings and questions that stand near what was found and were not asked.


_MOST = 3
_LONGEST = 72
_FEWEST_LETTERS = 4
_NUMBERING = re.compile(
    r"^\s*(?:(?:section|chapter|part|article|step|branch|script)\s+\w{1,4}\b[.:)\s]*|"
    r"[§(]?\w?\d+(?:\.\d+)*[.:)]?\s+|[A-Z][.)]\s+|[a-z]\)\s+)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:^|(?<=[.:\n]))\s{0,20}((?:Q\d{0,4}[.:]\s{0,9})?[A-Z][^.?!\n:]{8,70}\?)")
# Capital in the middle of a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")
# What every document has, and nobody on the phone asks about.
_EVERYWHERE = frozenset(
    content_terms(
        "about appendix background change changes contact contacts content contents definition "
        "definitions disclaimer document general glossary history information introduction "
        "miscellaneous note notes objective objectives opening overview page policy preface "
        "purpose reference references related revision scope sheet summary table version"
    )
)


def follow_ups(
    answer: Answer, beside: Sequence[Passage], asked: Sequence[str], *, about: str
) -> tuple[str, ...]:
    """Return at most three questions, the nearest to the answer first.

    `beside` are passages of the documents that were found, as far as the asker may see them;
    `asked` is what was asked already. `about` makes a question of a heading:
    "What about {heading}?".
    """
    seen = [set(content_terms(question)) for question in asked]
    seen += [
        set(content_terms(_plain(heading)))
        for citation in answer.citations
        for heading in citation.passage.headings[-1:]
    ]
    names = {name for passage in beside for name in _NAME.findall(passage.text)}
    suggested: list[str] = []
    for topic in _topics(answer, beside):
        terms = set(content_terms(topic))
        if not terms - _EVERYWHERE or any(terms <= other for other in seen):
            continue
        seen.append(terms)
        as_asked = topic if topic.endswith("?") else about.format(heading=_lowered(topic, names))
        suggested.append(as_asked)
        if len(suggested) == _MOST:
            break
    return tuple(suggested)


def _topics(answer: Answer, beside: Sequence[Passage]) -> Iterator[str]:
    """Yield headings and written questions, those of the nearest passages first."""
    for passage in _nearest_first(answer, beside):
        title = passage.title.casefold()
        headings = [_plain(heading) for heading in passage.headings[-1:]]
        questions = [_plain(question) for question in _QUESTION.findall(passage.text)]
        for topic in (*headings, *questions):
            letters = sum(character.isalpha() for character in topic)
            if letters >= _FEWEST_LETTERS and len(topic) <= _LONGEST and topic.casefold() != title:
                yield topic


def _nearest_first(answer: Answer, beside: Sequence[Passage]) -> list[Passage]:
    """Return other passages of the cited documents by their distance from a citation."""
    places: dict[str, list[int]] = {}
    for citation in answer.citations:
        places.setdefault(citation.passage.document_id, []).append(citation.passage.position)
    order = list(places)

    def distance(passage: Passage) -> tuple[int, int, int]:
        gaps = [abs(passage.position - place) for place in places[passage.document_id]]
        # What comes after is more often asked next than what came before.
        before = int(passage.position < min(places[passage.document_id]))
        return (min(gaps) + before, order.index(passage.document_id), passage.position)

    return sorted((p for p in beside if p.document_id in places), key=distance)


def _plain(heading: str) -> str:
    words_only = re.sub(r"^Q\d*[.:]\s*", "", " ".join(heading.split()))
    return _NUMBERING.sub("", words_only).strip(" .:-\u2013\u2014")


def _lowered(heading: str, names: set[str]) -> str:
    """Write a heading's first letter small, unless the word is a name in the documents."""
    first = heading.split(maxsplit=1)[0]
    if first in names or not first[1:].islower():
        return heading
    return heading[0].lower() + heading[1:]
