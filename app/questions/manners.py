"""Lines that ask nothing of the documents, told from questions by what they consist of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.answers import Outcome
from app.domain.conversations import Conversation
from app.i18n.languages import Language
from app.questions.courtesies import (
    COURTESIES,
    FILLERS,
    LONGEST_PHRASE,
    NO_QUESTION_WORDS,
    MannerKind,
    Phrase,
    plain_words,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """What a line does, all of it in their order; `language` is the one it shows, if it does."""

    kinds: tuple[MannerKind, ...]
    language: Language | None = None


_MOST_WORDS = 14
# One word that is a courtesy and may as well be what is asked about, or the answer to a question.
_YES_OR_NO = frozenset(plain_words("yes yeah yea yep yup sure no nope nah ja nein nee jo si"))
_ASKED_BACK = {("sorry",), ("what",), ("was",), ("que",), ("como",), ("pardon",), ("perdon",)}
_DOUBTED = {("sure",), ("right",), ("correct",), ("true",), ("richtig",), ("correcto",)}
_PRESENT = re.compile(
    r"\b(?:[^\W\d_]{1,20} ){1,3}here|"
    r"(?:this is|hier ist|aqui|habla|soy) [^\W\d_]{1,20}(?: [^\W\d_]{1,20})?"
)


def manner_of(question: str, conversation: Conversation) -> Manner | None:
    """Return what a line does that asks nothing of the documents; None for a question.

    It is one only where all of it is courtesy: "hi, what is my copay" is a question.
    """
    words = plain_words(question)
    if all(word in NO_QUESTION_WORDS for word in words):
        return Manner((MannerKind.EMPTY,)) if _asks_nothing(words, conversation) else None
    if len(words) > _MOST_WORDS or _answers_a_question(words, conversation):
        return None
    begin, tiles = _courtesies_at_start(words)
    rest = words[begin:]
    if rest and not (tiles and "?" not in question and _PRESENT.fullmatch(" ".join(rest))):
        return None
    kinds = tuple(dict.fromkeys(_kind(tile, question) for tile in tiles if tile in COURTESIES))
    return Manner(kinds, _language(tiles)) if kinds else None


def without_courtesies(question: str) -> str:
    """Return a question without what it says besides: "hi, what is my copay" less its greeting."""
    pieces = [each for each in re.split(r"(?<=[,.!?;:\n])", question) if each.strip()]
    while len(pieces) > 1 and _is_only_courtesy(pieces[0]):
        pieces.pop(0)
    while len(pieces) > 1 and _is_only_courtesy(pieces[-1]):
        pieces.pop()
    return "".join(pieces).strip(" ,;:\n") or question


def _is_only_courtesy(piece: str) -> bool:
    words = plain_words(piece)
    begin, _ = _courtesies_at_start(words)
    return bool(words) and begin == len(words)


def _asks_nothing(words: Sequence[str], conversation: Conversation) -> bool:
    """Tell whether words without a meaning of their own are no follow-up: "and?" goes on."""
    return not words or not conversation.turns or len(words) == 1


def _answers_a_question(words: Sequence[str], conversation: Conversation) -> bool:
    """Tell whether "yes" or "no" answers what the agent asked; after small talk it asks no more."""
    if not conversation.turns or not all(word in _YES_OR_NO for word in words):
        return False
    last = conversation.turns[-1]
    if last.given is not None:
        return last.given.outcome is Outcome.ASKED_BACK
    return last.answer.rstrip().endswith("?")


def _courtesies_at_start(words: Sequence[str]) -> tuple[int, list[Phrase]]:
    """Return how many words from the first on are courtesies and fillers, and these."""
    begin, tiles = 0, list[Phrase]()
    while begin < len(words):
        longest = min(LONGEST_PHRASE, len(words) - begin)
        tried = (tuple(words[begin : begin + size]) for size in range(longest, 0, -1))
        tile = next((each for each in tried if each in COURTESIES or each in FILLERS), None)
        if tile is None:
            break
        tiles.append(tile)
        begin += len(tile)
    return begin, tiles


def _kind(tile: Phrase, question: str) -> MannerKind:
    asked = "?" in question
    if asked and tile in _DOUBTED:
        return MannerKind.SURE
    if asked and tile in _ASKED_BACK:
        return MannerKind.UNCLEAR
    return COURTESIES[tile][0]


def _language(tiles: Sequence[Phrase]) -> Language | None:
    """Return the one language that has all of the phrases; None where several do or none does."""
    spoken = [COURTESIES[tile][1] for tile in tiles if tile in COURTESIES]
    shared = frozenset.intersection(*spoken) if spoken else frozenset()
    return next(iter(shared)) if len(shared) == 1 else None
