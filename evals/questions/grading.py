"""One answer held against what an expert says that it must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.answers import Answer
from evals.answers.measures import REFUSED
from evals.benchmarks.question_set import ExpertQuestion, Kind
from evals.questions.wording import bare, holds, names, says, words_only
from knowledge.domain.passages import Passage

USABLE = "usable"
AT_A_GLANCE = "at a glance"
WRONGLY_REFUSED = "wrongly refused"
CLEAN = "without wrong facts"
CITED = "cites the evidence"
FOCUS = "focus"
WORDS = "words"
OFF_TOPIC = "off topic turned away"
ASKED_BACK = "asked back"
SMALL_TALK = "small talk answered"
DEPTHS = (1, 3, 6, 20)


def found_within(depth: int) -> str:
    """Return the measure's name: how often the evidence is among so many passages."""
    return f"found in the first {depth}"


MEASURES = (
    *(USABLE, AT_A_GLANCE, WRONGLY_REFUSED, found_within(6), CLEAN, CITED, FOCUS),
    *(found_within(depth) for depth in (1, 3, 20)),
    *(WORDS, REFUSED, OFF_TOPIC, ASKED_BACK, SMALL_TALK),
)
"""In the order in which they are shown."""

MOST_WORDS_AT_A_GLANCE = 60
"""What a person with a caller on the line can take in; twice the evidence is allowed, too."""
_PLAIN_NO = ("not in the documents", "do not say", "does not say", "no document")
_ASKING = ("which", "depends")
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found or cited; its name is as a person knows the document."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was answered, cited, and found, best first; `refused` as the answer's JSON says it."""

    text: str
    refused: bool = False
    outcome: str = ""
    notes: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    found: tuple[FoundPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """A question, what was answered, and its measures; `answering` names what holds evidence."""

    question: ExpertQuestion
    given: GivenAnswer
    later: bool
    values: Mapping[str, float]
    answering: tuple[str, ...] = ()

    @property
    def went_wrong(self) -> bool:
        """Whether a person should look at it."""
        success = {USABLE, REFUSED, OFF_TOPIC, ASKED_BACK, SMALL_TALK} & self.values.keys()
        return not all(self.values[name] for name in success)


def name_of(document_key: str, version: str, passage_id: str) -> str:
    """Name a passage so that a person knows its document, and no other has the name."""
    return f"{document_key}{f' {version}' if version else ''} {passage_id[:8]}"


def given_by(answer: Answer) -> GivenAnswer:
    """Return what an assistant answered."""
    return GivenAnswer(
        text=answer.text,
        refused=answer.refused,
        outcome=answer.outcome.value,
        notes=(*answer.found.notes, *answer.notes),
        cited=tuple(citation.passage.text for citation in answer.citations),
        found=tuple(_found(hit.passage) for hit in answer.found.hits),
    )


def _found(passage: Passage) -> FoundPassage:
    name = name_of(passage.document_key, passage.version, passage.id)
    return FoundPassage(name, passage.text)


def grade(question: ExpertQuestion, given: GivenAnswer, *, later: bool = False) -> Grade:
    """Measure an answer; `later` tells that something was said before."""
    text = bare(_MARKER.sub("", given.text))
    if question.kind is Kind.ANSWERABLE:
        return _grade_of_answerable(question, given, text, later)
    name, right = _SUCCESSES[question.kind]
    return Grade(question, given, later, {name: float(right(given, text))})


def _grade_of_answerable(
    question: ExpertQuestion, given: GivenAnswer, text: str, later: bool
) -> Grade:
    quotes = [each.quote for each in question.evidence]
    length, evidence_words = len(text.split()), sum(len(quote.split()) for quote in quotes)
    usable = not given.refused and all(says(text, fact) for fact in question.key_facts)
    short = length <= max(MOST_WORDS_AT_A_GLANCE, 2 * evidence_words)
    cited = [holds(words_only(passage), quotes) for passage in given.cited]
    answering = [each for each in given.found if holds(words_only(each.text), quotes)]
    rank = given.found.index(answering[0]) + 1 if answering else None
    values = {
        USABLE: usable,
        AT_A_GLANCE: usable and short,
        WRONGLY_REFUSED: given.refused,
        CLEAN: usable and not any(names(text, wrong) for wrong in question.wrong_facts),
        CITED: any(cited),
        **({FOCUS: sum(cited) / len(cited)} if cited else {}),
        **{found_within(depth): rank is not None and rank <= depth for depth in DEPTHS},
        WORDS: length,
    }
    return Grade(
        question,
        given,
        later,
        {name: float(values[name]) for name in MEASURES if name in values},
        tuple(each.name for each in answering),
    )


def _refuses(given: GivenAnswer, text: str) -> bool:
    return given.refused or any(no in text for no in _PLAIN_NO)


def _asks_back(given: GivenAnswer, text: str) -> bool:
    told = bare(text + " ".join(given.notes))
    return "?" in text or any(word in told for word in _ASKING)


def _chats(given: GivenAnswer, text: str) -> bool:
    return not given.refused and not given.cited and len(text.split()) <= MOST_WORDS_AT_A_GLANCE


_SUCCESSES: Mapping[Kind, tuple[str, Callable[[GivenAnswer, str], bool]]] = {
    Kind.UNANSWERABLE: (REFUSED, _refuses),
    Kind.OFF_TOPIC: (OFF_TOPIC, _refuses),
    Kind.UNDERSPECIFIED: (ASKED_BACK, _asks_back),
    Kind.SMALL_TALK: (SMALL_TALK, _chats),
}
