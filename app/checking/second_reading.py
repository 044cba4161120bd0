"""A second reading of an answer's sentences, by a model, after app/checking/support.py's rules."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Protocol

from app import texts
from app.answers import Sentence, Support
from knowledge.passages import Passage


class SecondReader(Protocol):
    """Reads each sentence beside the passages that it cites and may judge it anew."""

    def reread(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged anew; marker `[n]` names `passages[n - 1]`.

        While it waits it yields empty pieces; whoever reads may close then.

        Raises:
            GenerationFailed: no verdict came; the first ones stand.
        """
        ...


def carried(sentence: Sentence) -> Sentence:
    """Return a sentence that a model finds in its passages: its words may then be others.

    What the rules found wrong in a figure, a name or a "not" stays: models overlook those.
    """
    wording = {texts.REASON_FEW_WORDS, texts.REASON_SOME_WORDS, texts.REASON_OTHER_LANGUAGE}
    if sentence.reason in wording:
        return replace(sentence, support=Support.SUPPORTED, reason="")
    return sentence


def doubted(sentence: Sentence, reason: str) -> Sentence:
    """Return a sentence that a model does not find in full: weak, unless it was worse already."""
    if sentence.support is Support.SUPPORTED:
        return replace(sentence, support=Support.WEAK, reason=reason)
    return sentence


def doubt_the_last(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return an answer's sentences, the last one doubted: the answer was cut off within it."""
    return (*sentences[:-1], *(doubted(last, texts.REASON_CUT) for last in sentences[-1:]))


def refuted(sentence: Sentence, reason: str) -> Sentence:
    """Return a sentence that a model finds contradicted or not at all."""
    if sentence.support is Support.UNSUPPORTED:
        return sentence
    return replace(sentence, support=Support.UNSUPPORTED, reason=reason)
