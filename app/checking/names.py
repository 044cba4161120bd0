"""The names in a sentence - plans, places, people, products - and whether its source has them."""

from __future__ import annotations

import re

from app.checking.terms import STOP_WORDS
from knowledge.languages import language_of

_WORD = re.compile(r"[^\W_][\w'\u2019&-]*")
_BEGINS_ANEW = re.compile(r"(?:^|[.!?:;\u2022|\"\u201c(\[*_]|\n[ \t]*[-*+]?)\s*$")
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
        word = re.sub(r"(?:['\u2019]s?|[-&]+)$", "", match.group())
        if not _is_capital(word) or word.lower() in STOP_WORDS | _FROM_CALENDAR:
            continue
        if _BEGINS_ANEW.search(text[: match.start()][-8:]) and not _spelled_as_name(word):
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
    offered = {word.lower() for word in re.findall(r"[^\W_]+", source)}
    together = re.sub(r"[\W_]+", "", source.lower())
    return tuple(name for name in wanted if not _is_offered(name, offered, together, source))


def _is_capital(word: str) -> bool:
    # Codes with digits are compared as figures.
    digits = any(character.isdigit() for character in word)
    return len(word) >= _SHORTEST_NAME and word[0].isupper() and not digits


def _spelled_as_name(word: str) -> bool:
    return any(character.isupper() for character in word[1:])


def _is_offered(name: str, offered: set[str], together: str, source: str) -> bool:
    bare = re.sub(r"[\W_]+", "", name.lower())
    if bare in offered or (len(bare) > _ENDING and bare in together):
        return True
    if name.isupper() or (name[:-1].isupper() and name.endswith("s")):
        return _is_abbreviation(bare.removesuffix("s"), source)
    parts = [part for part in re.split(r"[\W_]+", name.lower()) if part]
    return all(_has_form(part, offered) for part in parts)


def _has_form(part: str, offered: set[str]) -> bool:
    if part in offered or part in STOP_WORDS:
        return True
    root = part[: max(_SHORTEST_ROOT, len(part) - _ENDING)]
    return len(part) >= _SHORTEST_ROOT and any(
        word.startswith(root) and abs(len(word) - len(part)) <= _ENDING for word in offered
    )


def _is_abbreviation(letters: str, source: str) -> bool:
    """Tell whether the letters begin words that follow one another, small words left out or in."""
    words = re.findall(r"[^\W\d_]+", source.lower())
    initials = "".join(word[0] for word in words)
    without_small = "".join(word[0] for word in words if word not in STOP_WORDS)
    return letters in initials or letters in without_small
