"""Small answers for the database's tests."""

from __future__ import annotations

from app.domain.answers import (
    Answer,
    Answerer,
    Citation,
    Outcome,
    SearchOutcome,
    Sentence,
    Support,
)
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Query
from tests.builders import passage

GRACE = passage("The grace period is 31 days.", document_key="premiums.md", groups=("staff",))
BONUS = passage("The bonus is nine thousand.", document_key="salaries.md", groups=("board",))


def answer(question: str, *cited: Passage) -> Answer:
    """Return an answer that quotes the passages."""
    found = SearchOutcome(
        question, Query(question, (), Filters(groups=("staff",))), (), 0.9, True, {"search": 1.5}
    )
    text = " ".join(f"{each.text} [{n}]" for n, each in enumerate(cited, start=1))
    sentences = tuple(
        Sentence(each.text, (n,), Support.SUPPORTED) for n, each in enumerate(cited, start=1)
    )
    outcome = Outcome.ANSWERED if cited else Outcome.REFUSED
    citations = tuple(Citation(n, each, each.text) for n, each in enumerate(cited, start=1))
    return Answer(text, Answerer.EXTRACTIVE, outcome, sentences, citations, found)
