"""What of a question the documents lack: each of its words left out in turn."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from app.language.words import STOP_WORDS
from knowledge.domain.passages import FloatRows
from knowledge.domain.queries import DenseSearch, Filters, Fusion
from knowledge.search.retriever import Retriever

_WORD = re.compile(r"[^\W_]+(?:[.,'\u2019-][^\W_]+)*")
_MOST_WORDS = 10
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class LeftOutWord:
    """A question without one of its words.

    `held` tells whether a passage that the asker may read has the word. `weight` (0..2) is how far
    the question moves without it, `nearer` by how much the nearest passage's cosine then rises.
    """

    word: str
    held: bool
    weight: float
    nearer: float

    @property
    def lack(self) -> float:
        """How much the word asks for what the documents lack; 0 where they come no nearer."""
        return self.weight * math.sqrt(max(0.0, self.nearer))


def left_out_words(
    question: str, filters: Filters, retriever: Retriever
) -> tuple[LeftOutWord, ...]:
    """Return the words that carry a question's meaning, the one that is lacked most first.

    "Is there a discount for veterans" comes nearer to the documents without its last word, "is
    there a discount for families" does not, where they speak of children: so words that mean the
    same are no lack, in whatever language, as far as the embedding model knows them.
    """
    found = [m for m in _WORD.finditer(question) if _plain(m.group()) not in STOP_WORDS]
    found = found[:_MOST_WORDS]
    if not found:
        return ()
    without = [question[: m.start()] + question[m.end() :] for m in found]
    texts = [question, *without]
    asked = [at for at, text in enumerate(texts) if text.strip()]
    rows = dict(
        zip(asked, retriever.embedder.embed_queries([texts[at] for at in asked]), strict=True)
    )
    nearest = _nearest(rows, filters, retriever)
    rarity = retriever.rarity([m.group() for m in found], filters)
    words = [
        LeftOutWord(
            match.group(),
            held=rarity.get(match.group(), 1.0) > 0,
            weight=1 - float(rows[0] @ rows[at]) if at in rows else 1.0,
            nearer=nearest[at] - nearest[0] if at in rows else 0.0,
        )
        for at, match in enumerate(found, start=1)
    ]
    return tuple(sorted(words, key=lambda each: -each.lack))


def _plain(word: str) -> str:
    return word.lower().replace("\u2019", "'")


def _nearest(
    rows: dict[int, FloatRows], filters: Filters, retriever: Retriever
) -> dict[int, float]:
    """Return the cosine of the passage nearest to each text, in one search."""
    legs = [DenseSearch(row, _DEPTH) for row in rows.values()]
    hits = retriever.reader.search(
        legs, retriever.visible(filters), limit=_DEPTH * len(legs), fusion=Fusion.RANKS
    )
    return {
        at: max((score for hit in hits if (score := hit.ranks[leg].score) is not None), default=0.0)
        for leg, at in enumerate(rows)
    }
