"""What changed between two versions of a document, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.domain.passages import Passage
from knowledge.lexical.sentences import sentences

_FIGURE = re.compile(r"[$\u20ac\u00a3]?\d+(?:[.,:/-]\d+)*\s?%?")


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """Sentences that were replaced, taken out (`after` empty) or put in (`before` empty).

    `section` is the heading path of the newer side, `figures_before` and `figures_after` are the
    amounts, dates and numbers that only one of the sides has.
    """

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def figures_before(self) -> tuple[str, ...]:
        """Figures that are gone."""
        return _only_in(self.before, self.after)

    @property
    def figures_after(self) -> tuple[str, ...]:
        """Figures that are new."""
        return _only_in(self.after, self.before)


def changes_between(old: Sequence[Passage], new: Sequence[Passage]) -> list[SentenceChange]:
    """Return what changed, in the newer document's order. Passages come in reading order."""
    before, after = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(
        None, [text for _, text in before], [text for _, text in after], autojunk=False
    )
    return [
        SentenceChange(
            section=_section(before[a:b], after[c:d]),
            before=tuple(text for _, text in before[a:b]),
            after=tuple(text for _, text in after[c:d]),
        )
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _sentences(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    return [
        (" > ".join(passage.headings), " ".join(sentence.split()))
        for passage in passages
        for line in passage.text.split("\n")
        for sentence in sentences(line)
    ]


def _section(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> str:
    return next(iter((*after, *before)))[0]


def _only_in(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    others = set(_FIGURE.findall(" ".join(those)))
    found = dict.fromkeys(figure.strip() for figure in _FIGURE.findall(" ".join(these)))
    return tuple(figure for figure in found if figure not in {other.strip() for other in others})
