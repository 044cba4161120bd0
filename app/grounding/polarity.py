"""What a sentence denies, demands and allows, so that it compares with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.language.words import STOP_WORDS, stem

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?|[.;:,]")
# English, German, Spanish.
_DENYING = """
    not no never cannot neither nor without none nobody nothing
    nicht kein keine keinen keinem keiner keines nie niemals weder ohne nichts niemand
    nunca sin ni ningún ninguna ninguno tampoco jamás nadie nada
"""
_TURNING = "unless except excluding außer ausgenommen salvo excepto"
_DEMANDING = """
    must shall required require requires obliged obligated mandatory need needs needed
    muss müssen müsste soll sollen verpflichtet erforderlich notwendig nötig
    debe deben deberá deberán obligatorio obligatoria requiere requieren necesario
"""
_ALLOWING = """
    may can could might allowed permitted optional allow allows permits
    kann können darf dürfen erlaubt puede pueden podrá podrán permite permiten permitido
"""
_OF_ALWAYS = """
    always all every only immer alle jede jeder jedes nur stets
    siempre todos todas cada solo sólo solamente únicamente
"""
_OF_SOMETIMES = """
    sometimes usually often some generally typically manchmal meist oft häufig einige
    algunos algunas normalmente generalmente
"""
_DENIES = frozenset(_DENYING.split())
_MODES = {
    name: frozenset(words.split())
    for name, words in (
        ("turns", _TURNING),
        ("demands", _DEMANDING),
        ("allows", _ALLOWING),
        ("always", _OF_ALWAYS),
        ("sometimes", _OF_SOMETIMES),
        ("forbids", "cannot can't mustn't"),
        ("frees", "needn't"),
    )
}
_REACH = 6
# "No later than" denies nothing: it sets a limit, which is compared as one.
_NO_DENIAL = re.compile(
    r"\b(?:no (?:later|more|less|fewer|earlier|longer)|not (?:later|earlier)) than\b|\bnot only\b"
    r"|\bnicht (?:später|mehr|weniger|früher|länger) als\b|\bnicht nur\b"
    r"|\bno (?:más|menos)(?: tarde)? (?:de|que)\b|\bno s[oó]lo\b"
)
_FORBIDDING = frozenset(["not", "nicht", "no"])
# "Must not" forbids, "need not" and "muss nicht" leave free.
_FORBIDDING_IF_TURNED = frozenset(
    ["must", "shall", "soll", "sollen", "debe", "deben", "deberá", "deberán"]
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """`denied`: stems that stand under a negation; `modes`: which kinds of words it has."""

    denials: int
    denied: frozenset[str]
    affirmed: frozenset[str]
    modes: frozenset[str]


def polarity(text: str) -> Polarity:
    """Read what a sentence denies, demands and allows, word by word."""
    plain = _NO_DENIAL.sub(" ", text.lower().replace("\u2019", "'"))
    tokens = _TOKEN.findall(plain)
    denied: set[str] = set()
    affirmed: set[str] = set()
    denials = 0
    reach = 0
    for token in tokens:
        if token in _DENIES or token.endswith("n't"):
            denials += 1
            reach = _REACH
        elif not token[0].isalnum():
            reach = 0
        elif token in STOP_WORDS:
            reach = max(0, reach - 1)
        elif reach:
            denied.add(stem(token))
            # A negation bears on the next word that means something, and what comes after it may
            # be anything.
            reach = 0
        else:
            affirmed.add(stem(token))
    return Polarity(denials, frozenset(denied), frozenset(affirmed), _modes(tokens))


def _modes(tokens: list[str]) -> frozenset[str]:
    """Return the kinds of words that a sentence has.

    "Must not" forbids as "may not" does, "need not" frees: neither demands or allows anything.
    """
    beside = zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False)
    return frozenset(
        name
        for before, token, after in beside
        for name in _modes_of(token, turned=_forbids(before) or _forbids(after))
    )


def _modes_of(token: str, *, turned: bool) -> Iterator[str]:
    for name, words in _MODES.items():
        if token not in words:
            continue
        if not turned or name not in {"demands", "allows"}:
            yield name
        elif name == "demands" and token not in _FORBIDDING_IF_TURNED:
            yield "frees"
        else:
            yield "forbids"


def _forbids(token: str) -> bool:
    return token in _FORBIDDING or token.endswith("n't")
