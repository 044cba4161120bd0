"""Which rows and columns of a table a sentence names, and where in it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.grounding.figures import NOT_DEMANDED, plain_number, spelled_numbers
from app.language.words import STOP_WORDS, stem

_TOKEN = re.compile(r"\d++(?:[.,]\d++)*+|[^\W_]++(?:['\u2019][^\W\d_]++)?+")
_BRACKETS = re.compile(r"\(([^()]*+)\)")
_BETWEEN_NAMES = re.compile(r"[,;/]|\bor\b|\band\b|\boder\b|\bund\b|\by\b|\bo\b")
_NEAR = 6
_SHORTEST_RUN = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence by its place; `term` is empty for small words, `figure` for words."""

    at: int
    word: str
    term: str
    figure: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a row or column is called, in one or more ways, each with the weight of its terms.

    `places` are the rows or columns that are called so. What has no word of its own ("3 to 5") is
    named by just this `run` of words.
    """

    ways: tuple[dict[str, float], ...]
    places: frozenset[int]
    run: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a label is named: `positions` are its words', `anchors` those that tell it apart."""

    places: frozenset[int]
    anchors: tuple[int, ...]
    positions: frozenset[int]


def tokens_of(text: str) -> list[Token]:
    """Return the words and figures of a text in order; "five" is the figure 5."""
    return [_token(at, match.group()) for at, match in enumerate(_TOKEN.finditer(text))]


def _token(at: int, written: str) -> Token:
    word = written.lower().replace("\u2019", "'")
    if any(character.isdigit() for character in word):
        number = plain_number(word)
        return Token(at, number, number, number)
    spelled = spelled_numbers(word) - NOT_DEMANDED
    return Token(at, word, "" if word in STOP_WORDS else stem(word), next(iter(spelled), ""))


def labels_of(named: Iterable[tuple[str, int]]) -> tuple[Label, ...]:
    """Return the labels, each once, of (what is written, its row or column).

    A word weighs more the fewer labels have it. What stands in brackets is another name:
    "Advanced imaging (MRI, CT)".
    """
    places: dict[str, set[int]] = {}
    for written, place in named:
        places.setdefault(" ".join(written.split()), set()).add(place)
    ways = {written: _ways(written) for written in places}
    having = Counter(term for each in ways.values() for term in {t for way in each for t in way})
    weight = {term: math.log((len(places) + 1) / count) for term, count in having.items()}
    return tuple(
        Label(
            tuple({t: weight[t] for t in way} for way in ways[written] if way),
            frozenset(found),
            () if any(ways[written]) else tuple(token.word for token in tokens_of(written)),
        )
        for written, found in places.items()
    )


def _ways(written: str) -> list[list[str]]:
    inside = [part for each in _BRACKETS.findall(written) for part in _BETWEEN_NAMES.split(each)]
    names = [part for part in inside if part.strip()[:1].isupper()]
    return [_terms(_BRACKETS.sub(" ", written)), *(_terms(part) for part in names)]


def _terms(text: str) -> list[str]:
    """Return the terms by which something can be called, none where they are all figures."""
    terms = list(dict.fromkeys(token.term for token in tokens_of(text) if token.term))
    return terms if any(not term[0].isdigit() for term in terms) else []


def mentions(tokens: Sequence[Token], labels: Sequence[Label], least: float) -> list[Mention]:
    """Return the labels of which a sentence has at least this share, by weight.

    A label whose words are all another's, named more fully, is not named: of "a primary care
    visit" nothing is left for "Urgent care visit".
    """
    where: dict[str, list[int]] = {}
    for token in tokens:
        if token.term:
            where.setdefault(token.term, []).append(token.at)
    scored = [(way, label) for label in labels for way in label.ways if way.keys() & where.keys()]
    scored.sort(key=lambda each: -_weight(each[0], where))
    found = list(_runs(tokens, labels))
    taken = {at for mention in found for at in mention.positions}
    for way, label in scored:
        free = {
            term: left
            for term in way
            if (left := [a for a in where.get(term, ()) if a not in taken])
        }
        if sum(way[term] for term in free) < least * sum(way.values()):
            if _weight(way, where) >= least * sum(way.values()):
                _join_twin(found, way, label, where)
            continue
        made = _mention(way, label, free)
        taken |= made.positions
        found.append(made)
    return found


def _runs(tokens: Sequence[Token], labels: Sequence[Label]) -> Iterator[Mention]:
    words = tuple(token.word for token in tokens)
    for label in labels:
        length = len(label.run)
        for start in range(len(words) - length + 1 if length >= _SHORTEST_RUN else 0):
            if words[start : start + length] == label.run:
                yield Mention(label.places, (start,), frozenset(range(start, start + length)))


def _weight(way: dict[str, float], where: dict[str, list[int]]) -> float:
    return sum(weight for term, weight in way.items() if term in where)


def _join_twin(
    found: list[Mention], way: dict[str, float], label: Label, where: dict[str, list[int]]
) -> None:
    """Let a mention stand for a second label too that is named by just the same words."""
    mine = {at for term in way for at in where.get(term, ())}
    for number, mention in enumerate(found):
        if mention.positions == mine and not label.places <= mention.places:
            found[number] = Mention(
                mention.places | label.places, mention.anchors, mention.positions
            )


def _mention(way: dict[str, float], label: Label, free: dict[str, list[int]]) -> Mention:
    telling = max(free, key=lambda term: way[term])
    anchors = tuple(free[telling])
    positions = {
        near
        for spots in free.values()
        for anchor in anchors
        if abs((near := min(spots, key=lambda at: abs(at - anchor))) - anchor) <= _NEAR
    }
    return Mention(label.places, anchors, frozenset(positions))
