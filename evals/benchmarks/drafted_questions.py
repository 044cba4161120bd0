"""Drafts a question set from a knowledge base, for a person to correct."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from app.language.words import words
from app.llm.chat import ChatModel, Message
from app.writing.cleaning.turns import without_thoughts
from app.writing.prompting import prompt
from evals.benchmarks.labelled_questions import bare_words
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage
from knowledge.lexical.sentences import sentences

_FEWEST_WORDS = 6
_LONGEST_ANSWER_CHARACTERS = 1500
_FAQ = re.compile(
    r"^\W{0,20}(?:Q|Question)\W{0,5}[:.]\s{0,10}(?P<question>[^\n]{1,600}\?)\s{0,10}\n"
    r"\W{0,20}(?:A|Answer)\W{0,5}[:.]\s{0,10}(?P<answer>[^\n]+)",
    re.MULTILINE | re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"QUESTION:\s{0,20}(?P<question>[^\n]{1,1000})\n\s{0,20}QUOTE:\s{0,20}(?P<quote>[^\n]+)"
)
Source = Literal["faq", "heading", "language model"]


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question, the words that answer it, the passage that they stand in, and how it was made."""

    question: str
    quote: str
    passage: Passage
    made_from: Source

    def as_line(self, number: int) -> dict[str, object]:
        """Return it in the form of `sample/questions.jsonl`."""
        return {
            "id": f"draft-{number}",
            "conversation": f"draft-{number}",
            "turn": 1,
            "question": self.question,
            "history": [],
            "answerable": True,
            "kind": "first",
            "groups": list(self.passage.groups),
            "answers": [
                {
                    "document_key": self.passage.document_key,
                    "version": self.passage.version,
                    "quote": self.quote,
                }
            ],
            "reference": self.quote,
            "must_contain": [],
            "made_from": self.made_from,
        }


Drafting = Callable[[Passage], QuestionDraft | None]
"""Drafts a question that a passage answers; None where it is good for none."""


def draft_questions(
    passages: Iterable[Passage], drafting: Drafting, *, most: int
) -> list[QuestionDraft]:
    """Return at most `most` drafts, one passage of each document in turn, no question twice."""
    drafts: dict[str, QuestionDraft] = {}
    for passage in _in_turn(passages):
        if len(drafts) == most:
            break
        if draft := drafting(passage):
            drafts.setdefault(bare_words(draft.question), draft)
    return list(drafts.values())


def from_headings(passage: Passage) -> QuestionDraft | None:
    """Take a question-and-answer pair, a heading that asks, or the heading's words."""
    if pair := _FAQ.search(passage.text):
        return QuestionDraft(pair["question"].strip(), pair["answer"].strip(), passage, "faq")
    quote = _first_sentence(passage.text)
    heading = passage.headings[-1] if passage.headings else ""
    if not quote or not heading:
        return None
    if heading.rstrip().endswith(("?", "\u061f", "\uff1f")):
        return QuestionDraft(heading.strip(), quote, passage, "faq")
    topic = heading if heading == passage.title else f"{heading}, {passage.title}"
    return QuestionDraft(topic, quote, passage, "heading")


def by_language_model(model: ChatModel) -> Drafting:
    """Return what has a model write the question; where it fails, headings are taken."""

    def drafted(passage: Passage) -> QuestionDraft | None:
        if not _first_sentence(passage.text):
            return None
        try:
            return _written(model, passage) or from_headings(passage)
        except GenerationFailed:
            return from_headings(passage)

    return drafted


def _written(model: ChatModel, passage: Passage) -> QuestionDraft | None:
    marker = f"=== {secrets.token_hex(8)} ==="
    messages = [
        Message("system", prompt("draft-question", marker=marker)),
        Message("user", f"{marker}\n{passage.search_text}\n{marker}"),
    ]
    text = ""
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            text += piece
            if len(text) > _LONGEST_ANSWER_CHARACTERS:
                break
    found = _WRITTEN.search(without_thoughts(text))
    # A quote that does not stand in the passage would count every search as a miss.
    if not found or bare_words(found["quote"]) not in bare_words(passage.text):
        return None
    return QuestionDraft(
        found["question"].strip(), found["quote"].strip(), passage, "language model"
    )


def _first_sentence(text: str) -> str:
    long_enough = (s for s in sentences(text) if len(words(s)) >= _FEWEST_WORDS)
    return next(long_enough, "")


def _in_turn(passages: Iterable[Passage]) -> list[Passage]:
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_document[passage.document_id].append(passage)
    ordered: Sequence[list[Passage]] = sorted(
        (sorted(each, key=lambda p: p.position) for each in by_document.values()),
        key=lambda each: (each[0].document_key, each[0].version),
    )
    return [p for row in zip_longest(*ordered) for p in row if p is not None]
