"""The words of a text that carry its meaning, cut so that forms of one word are equal."""

from __future__ import annotations

import re


def listed(text: str) -> frozenset[str]:
    """Return the words of a list, each without the blanks and line breaks around it."""
    return frozenset(" ".join(each.split()) for each in text.split(","))


# The words of a text that carry its meaning, cut so that forms of one word are equal.


# Question words, auxiliaries, pronouns and the fillers of spoken English; what is left is content.
_STOP_WORDS = """
    a about above after again all also am an and any anyone anything are aren't as at be because
    been before being below between both but by can can't cannot could couldn't did didn't do
    does doesn't doing don't down during each else ever every few for from further get gets
    getting give go goes going gonna got had hadn't has hasn't have haven't having he he's her
    here hers herself hey hi hello him himself his how i i'd i'll i'm i've if in into is isn't
    it it's its itself just keep know let's like lot many may maybe me mean mine might more most
    much must my myself need no nor not now of off ok okay on once one only or other our ours
    ourselves out over own please put really right said same say says see shall she she's should
    shouldn't so some someone something still such sure take tell than thank thanks that that's
    the their theirs them themselves then there there's these they they're they've thing things
    think this those though through to too under until up us use very want wanna wants was
    wasn't way we we're we've well were weren't what what's when where whether which while who
    who's whom whose why will with won't would wouldn't yes yet you you'd you'll you're you've
    your yours yourself yourselves
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*(?:'[^\W\d_]+)?")
# Scripts written without blanks between words: pairs of characters stand in for words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ed", "ies", "es", "s", "ly")
_SHORTEST_STEM = 3
# Truncation is the language-independent stemmer: close to Snowball for European languages
# (McNamee and Mayfield 2004), and it makes "cancel" and "cancellation" one word.
_STEM_LENGTH = 6


def words(text: str) -> list[str]:
    """Return the text's words in lower case, in order; pairs of characters in unspaced scripts."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower().replace("\u2019", "'")):
        word = match.group()
        if run := _UNSPACED.search(word):
            characters = run.group()
            found += [characters[i : i + 2] for i in range(max(1, len(characters) - 1))]
        else:
            found.append(word)
    return found


def spaced(text: str) -> str:
    """Return the words with a blank around each: one text then holds whole words of another."""
    return f" {' '.join(words(text))} "


def content_terms(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, repeats kept."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def stem(word: str) -> str:
    """Cut a lower-case word to what its forms share; words with digits stay whole."""
    if any(character.isdigit() for character in word):
        return word
    word = word.split("'", 1)[0]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word[: -len(suffix)] + ("y" if suffix == "ies" else "")
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word[:_STEM_LENGTH].rstrip("e") or word


def overlap(wanted: str, text: str) -> float:
    """Return which share (0..1) of the distinct content terms of `wanted` occurs in `text`."""
    terms = set(content_terms(wanted))
    return len(terms & set(content_terms(text))) / len(terms) if terms else 0.0
