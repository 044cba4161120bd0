"""The names in a sentence and its clauses, and whether its source has them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.language.words import STOP_WORDS
from knowledge.lexical.languages import language_of

_WORD = re.compile(r"[^\W_][\w'\u2019&-]*")
# What stands before the first word of a sentence, a cell, an item or a quotation.
_BEGINS_AFTER = frozenset('.!?:;\u2022|"\u201c([*_')
_BULLETS = frozenset("-*+")
_SEEN_BEFORE = 8
_FROM_CALENDAR = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "english",
        "internet",
        "euro",
        "euros",
        "eur",
        "usd",
        "gbp",
    ]
)
# German and Spanish ones stand at the beginning of a sentence before what may be a name.
_FUNCTION_WORDS = """
    auf aus bei bis das dem den der des die dies diese dieser dieses ein eine einem einen einer für
    gegen im in ist jede jeder jedes mit nach nicht ohne seit sie und unter vom von vor wenn wer
    wird zu zum zur zwischen
    al ante con cuando cada de del desde durante el ella en entre es esta este hasta la las lo los
    no para pero por según si sin sobre su sus tras un una y
"""
_NO_NAMES = STOP_WORDS | _FROM_CALENDAR | frozenset(_FUNCTION_WORDS.split())
_POSSESSIVES = ("'s", "\u2019s", "'", "\u2019")
# "Egyptian" is found in "Egypt" and "Texans" in "Texas": names change at their end.
_LANGUAGES = ("english", "german", "spanish")
_ENDING = 3
_SHORTEST_ROOT = 4
_SHORTEST_NAME = 2


def names(text: str) -> tuple[str, ...]:
    """Return the words of a text that are written as names, each once, in order.

    What begins a sentence counts only when its spelling tells it from a common word: capitals
    inside, or another name right after.
    """
    found = list(_WORD.finditer(text))
    kept: dict[str, None] = {}
    for index, match in enumerate(found):
        word = _without_ending(match.group())
        if not _is_capital(word) or word.lower() in _NO_NAMES:
            continue
        before = text[max(0, match.start() - _SEEN_BEFORE) : match.start()]
        if _begins_anew(before) and not _spelled_as_name(word):
            following = found[index + 1] if index + 1 < len(found) else None
            joined = following and text[match.end() : following.start()] == " "
            if not (joined and following and _is_capital(following.group())):
                continue
        kept[word] = None
    return tuple(kept)


def missing_names(text: str, source: str) -> tuple[str, ...]:
    """Return the names of `text` that do not occur in `source`, whatever their case or ending."""
    wanted = names(text)
    if wanted and language_of(text, _LANGUAGES) == "german":
        # Every noun has a capital there.
        wanted = tuple(name for name in wanted if _spelled_as_name(name))
    if not wanted:
        return ()
    offered = _Offered.by(source)
    return tuple(name for name in wanted if not _is_offered(name, offered))


def _without_ending(word: str) -> str:
    """Return a word without its possessive or the dashes at its end."""
    for ending in _POSSESSIVES:
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word.rstrip("-&")


def _begins_anew(before: str) -> bool:
    """Tell whether the characters before a word end a sentence, or begin a line or an item."""
    said = before.rstrip()
    if not said or said[-1] in _BEGINS_AFTER or "\n" in before[len(said) :]:
        return True
    return said[-1] in _BULLETS and said[:-1].rstrip(" \t").endswith("\n")


def _is_capital(word: str) -> bool:
    # Codes with digits are compared as figures.
    digits = any(character.isdigit() for character in word)
    return len(word) >= _SHORTEST_NAME and word[0].isupper() and not digits


def _spelled_as_name(word: str) -> bool:
    return any(character.isupper() for character in word[1:])


@dataclass(frozen=True, slots=True)
class _Offered:
    """What a source has: its words, how they begin, and the letters that they begin with.

    `roots` holds each word's beginnings with the lengths of the words that begin so; `initials`
    are those of all words, and of those that are no small words.
    """

    words: frozenset[str]
    roots: Mapping[str, frozenset[int]]
    together: str
    initials: tuple[str, str]

    @classmethod
    def by(cls, source: str) -> _Offered:
        """Read a source once, for however many names."""
        low = source.lower()
        words = frozenset(word.lower() for word in re.findall(r"[^\W_]+", source))
        roots: dict[str, set[int]] = defaultdict(set)
        for word in words:
            # A form differs by its ending, so its root is nearly as long as the word.
            for end in range(max(_SHORTEST_ROOT, len(word) - 2 * _ENDING), len(word) + 1):
                roots[word[:end]].add(len(word))
        plain = re.findall(r"[^\W\d_]+", low)
        return cls(
            words,
            {root: frozenset(lengths) for root, lengths in roots.items()},
            re.sub(r"[\W_]+", "", low),
            (_initials(plain), _initials(word for word in plain if word not in STOP_WORDS)),
        )


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def _is_offered(name: str, offered: _Offered) -> bool:
    bare = re.sub(r"[\W_]+", "", name.lower())
    if bare in offered.words or (len(bare) > _ENDING and bare in offered.together):
        return True
    if name.isupper() or (name[:-1].isupper() and name.endswith("s")):
        # The letters of an abbreviation begin words that follow one another.
        return any(bare.removesuffix("s") in initials for initials in offered.initials)
    parts = [part for part in re.split(r"[\W_]+", name.lower()) if part]
    return all(_has_form(part, offered) for part in parts)


def _has_form(part: str, offered: _Offered) -> bool:
    if part in offered.words or part in STOP_WORDS:
        return True
    root = part[: max(_SHORTEST_ROOT, len(part) - _ENDING)]
    return len(part) >= _SHORTEST_ROOT and any(
        abs(length - len(part)) <= _ENDING for length in offered.roots.get(root, ())
    )


# A sentence's clauses, each with what the first one says for all of them.


_SPLIT = re.compile(
    r"(?:(?<!\s)\s+)?[;|]\s+|,\s+(?:(?:and|or|but|while|whereas|und|oder|aber|y|o|pero)\s+)?"
    r"|(?<!\s)\s+(?:and|or|but|while|whereas|und|oder|aber|pero)\s+"
)
_FIGURE = re.compile(r"[$\u20ac\u00a3]?\d")
_FEWEST_WORDS = 2


def clauses_of(sentence: str) -> list[str]:
    """Return the clauses; "$25 for primary care and $50 for specialists" are two.

    What stands before the first figure or name is said for the later ones as well ("Members pay").
    Pieces of a word or two, as in "bread, milk and eggs", stay with the clause before.
    """
    parts: list[str] = []
    for part in _SPLIT.split(sentence):
        if parts and len(part.split()) < _FEWEST_WORDS:
            parts[-1] = f"{parts[-1]}, {part}"
        elif part:
            parts.append(part)
    lead = _lead(parts[0]) if parts else ""
    return [*parts[:1], *(f"{lead} {part}".strip() for part in parts[1:])] or [sentence]


def _lead(first: str) -> str:
    """Return what the first clause says before its first figure or name."""
    figure = _FIGURE.search(first)
    ends = [figure.start()] if figure else []
    ends += [at for name in names(first) if (at := first.find(name)) > 0]
    return first[: min(ends)].strip() if ends else ""
