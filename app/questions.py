"""How long a question may be: it is read by every rule, searched and written down as it is."""

from __future__ import annotations

from app import texts
from knowledge.errors import InputError

LONGEST_QUESTION = 4_000
"""In characters, some 600 words. The browser's box stops there, too."""


def of_fitting_length(question: str) -> str:
    """Return the question as it is.

    Raises:
        InputError: it is longer than `LONGEST_QUESTION` characters.
    """
    if len(question) > LONGEST_QUESTION:
        raise InputError(texts.QUESTION_TOO_LONG.format(count=len(question), most=LONGEST_QUESTION))
    return question
