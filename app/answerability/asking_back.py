"""Whether a question leaves open what it is about, and what to choose from then."""

from __future__ import annotations

from collections.abc import Sequence

from app.answerability.missing import named_codes
from app.domain.answers import Choice
from app.language.words import content_terms, listed, words
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit

_POINTING = listed(
    "it, its, this, that, these, those, they, them, their, he, him, his, she, her, hers"
)
_MOST_WORDS = 1
_FEW_WORDS = 2
_MOST_CHOICES = 4


def is_open(question: str, *, first: bool) -> bool:
    """Tell whether a question says nothing that could be looked up for itself.

    "How much is it", "is she covered", as the `first` question of a conversation; but not "what is
    coinsurance", whose one word is its subject, nor a code.
    """
    own = set(content_terms(question))
    if not first or len(own) > _MOST_WORDS or named_codes(question):
        return False
    return any(word in _POINTING for word in words(question))


def is_brief(question: str, *, first: bool) -> bool:
    """Tell whether a `first` question says so little that more words may find its answer."""
    return first and len(set(content_terms(question))) <= _FEW_WORDS


def sections_to_choose(question: str, hits: Sequence[Hit]) -> tuple[Choice, ...]:
    """Return the first sections that were found, each with the question asked about it."""
    labels = dict.fromkeys(_label(hit.passage) for hit in hits)
    return tuple(
        Choice(label, f"{question.rstrip(' ?.!')} ({label})?")
        for label in list(labels)[:_MOST_CHOICES]
    )


def _label(passage: Passage) -> str:
    heading = passage.headings[-1] if passage.headings else ""
    if not heading or heading == passage.title:
        return passage.title
    return f"{passage.title}: {heading}"
