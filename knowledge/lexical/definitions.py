"""Terms that a text itself defines: abbreviations, "also called", forms, glossaries, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.domain.documents import DefinedTerm
from knowledge.domain.passages import Passage
from knowledge.lexical.glossary import is_same

_MOST_TERMS = 400
"""Of one document; a longer list is a table of codes, and helps nobody."""
_LONGEST_WORDS, _LONGEST_DEFINITION = 8, 14
_LONGEST_CHARACTERS = 100
_LEAST_LETTERS, _MOST_LETTERS = 2, 10

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019&/][^\W_]+)*")
_IN_BRACKETS = re.compile(r"\(([^()\n]{2,120})\)")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9&./-]{1,9}")
_FORM = re.compile(
    r"\b((?:[Ff]orm|[Ff]ormular|[Ff]ormulario|[Ff]ormblatt)\s[A-Z]{0,4}-?\d[\w-]{0,9})\s?"
    r"\(([^()\n]{4,80})\)"
)
_CALLED = re.compile(
    r"\b(?:(?:also|sometimes|often|commonly) (?:called|known as|referred to as|termed)"
    r"|otherwise known as|a\.?k\.?a\.?|we call (?:it|this|these)"
    r"|auch bekannt als|(?:auch|oft) bezeichnet als"
    r"|tambi[e\u00e9]n (?:llamad[oa]s?|conocid[oa]s? como)|(?:se|es) conoce[n]? como)\s"
    r"(?:the |an? |as |die |der |das |eine? |el |la |un |una )?"
    r"[\"\u201c\u201e\u00ab]?([^\W_][^\n\"\u201c\u201d\u00ab\u00bb,;:.()|]{1,60})"
)
_DEFINES = re.compile(
    r"(?:the (?:time|date|day|period|amount|person|number|most|least|share|part|percentage|month"
    r"|year|process|fee|money)|an? [a-z]{3,20} (?:that|which|who|where|when|you|of|for)"
    r"|der|die|das|el|la|los|las)\s"
)
_GENANNT = re.compile(r"\bauch ([^\W_][^\n,;:.()|]{1,40}?) genannt\b")
_ENDS_TERM = re.compile(
    r"\s(?:is|are|was|were|and|or|which|that|if|when|for|in|on|of|to|by|with|means|may|can|will"
    r"|ist|sind|und|oder|wenn|f\u00fcr|bei|es|son|y|o|para|cuando|que)\s"
)
_SMALL_WORDS = """
    a an the this that these those your our their its his her my any each every some all no of for
    in on at by to from with and or as is are be if when under during after before per der die das
    den dem des ein eine einen einer einem und oder von im am zu zur zum mit bei el la los las un
    una unos unas de del y o en al con por para su sus
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_OF_A_NAME = frozenset(("of", "and", "for", "the", "de", "del", "la", "y", "und", "der", "des"))
_GLOSSARY_HEADING = re.compile(
    r"\b(?:glossary|definitions?|abbreviations?|acronyms?|key terms|terms used|vocabulary"
    r"|plain words|callers? say|glossar|begriffe|begriffserkl\u00e4rung(?:en)?|abk\u00fcrzungen"
    r"|definitionen|glosario|definiciones|t\u00e9rminos|abreviaturas|siglas)\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:(?:callers?|members?|customers?|clients?|employees?|people|they|patients?|users?)"
    r"(?: may| might| often)? (?:say|ask|call it|words?)|instead of|avoid|everyday|plain words?"
    r"|kunden? sagen|anrufer sagen|clientes? dicen|what (?:callers?|members?|people) say)\b",
    re.I,
)
_WRITTEN = re.compile(
    r"\b(?:we (?:say|call it|mean|use)|say|use|our (?:term|word)s?|official(?: term)?|means?"
    r"|meaning|documents? say|term|policy term|wir sagen|bedeutet|nosotros decimos|significa)\b",
    re.I,
)
_ENTRY = re.compile(
    r"[-*\u2022 ]{0,6}+([^:|*.\n]{2,60})"
    r"(?:\.?\*{0,2}\s?(?:[:\u2013\u2014]|\s-)\s{1,3}|\.\*{0,2}\s{1,3})"
)
_LONGEST_MEANING = 200
_OR = re.compile(r"\s?[/;]\s?|,\s|\s(?:or|oder|o)\s")


def defined_terms(passages: Sequence[Passage]) -> tuple[DefinedTerm, ...]:
    """Return what a document's passages define, each term once, in reading order.

    Only expressions of a few words are taken: they are searched for, and a long definition is
    found by its own words.
    """
    found: list[DefinedTerm] = []
    keys: set[frozenset[str]] = set()
    for term in _all_terms(passages):
        key = frozenset(each.casefold() for each in (*term.said, *term.meant))
        if key in keys or any(is_same(term, each) for each in found[-20:]):
            continue
        keys.add(key)
        found.append(term)
        if len(found) == _MOST_TERMS:
            break
    return tuple(found)


def _all_terms(passages: Iterable[Passage]) -> Iterator[DefinedTerm]:
    for passage in passages:
        lines = (passage.title, *passage.headings, *passage.text.split("\n"))
        for line in lines:
            yield from _in_brackets(line)
            yield from _also_called(line)
        heading = passage.headings[-1] if passage.headings else passage.title
        yield from _in_lines(
            passage.text.split("\n"), listed=bool(_GLOSSARY_HEADING.search(heading))
        )


def _equal(*expressions: str) -> Iterator[DefinedTerm]:
    clean = tuple(dict.fromkeys(each for raw in expressions if (each := _cleaned(raw))))
    if len(clean) > 1:
        yield DefinedTerm(clean)


def _definition(term: str, meaning: str) -> Iterator[DefinedTerm]:
    """Yield a term with what it means, where that is short enough to be searched for."""
    clean, meant = _cleaned(term), _cleaned(meaning, _LONGEST_DEFINITION)
    if clean and meant:
        yield DefinedTerm((clean,), (meant,))


def _cleaned(expression: str, longest: int = _LONGEST_WORDS) -> str:
    """Return an expression without what stands around it; "" where it is none to search for."""
    plain = " ".join(expression.replace("**", " ").split()).strip(
        " .,;:*\"'\u201c\u201d\u201e-\u2013\u2014"
    )
    if "://" in plain:
        return ""
    fits = len(plain) <= _LONGEST_CHARACTERS and 0 < len(_WORD.findall(plain)) <= longest
    return plain if fits and any(sign.isalpha() for sign in plain) else ""


# Brackets: "preferred provider organization (PPO)", "PPO (preferred provider organization)",
# "Form HL-222 (Affidavit of Domestic Partnership)", "grace period (the time in which ...)".


def _in_brackets(line: str) -> Iterator[DefinedTerm]:
    if "(" not in line:
        return
    for form in _FORM.finditer(line):
        yield from _equal(form.group(1), form.group(2))
    for match in _IN_BRACKETS.finditer(line):
        before = _WORD.findall(line[max(0, match.start() - 120) : match.start()])
        inside = match.group(1).split(",")[0].split(";")[0].strip(" \"'\u201c\u201d")
        if long := _long_form(inside, before):
            yield from _equal(inside, long)
        elif before and _is_abbreviation(before[-1]) and _spells(before[-1], _WORD.findall(inside)):
            yield from _equal(before[-1], inside)
        elif _DEFINES.match(match.group(1)):
            yield from _definition(_noun_phrase(line[: match.start()][-120:]), match.group(1))


def _is_abbreviation(word: str) -> bool:
    capitals = sum(sign.isupper() for sign in word)
    return (
        _LEAST_LETTERS <= len(word) <= _MOST_LETTERS
        and capitals >= _LEAST_LETTERS
        and _ABBREVIATION.fullmatch(word) is not None
    )


def _long_form(short: str, before: Sequence[str]) -> str:
    """Return the last words that begin with the letters of an abbreviation, or ""."""
    if not _is_abbreviation(short):
        return ""
    letters = sum(sign.isalnum() for sign in short.removesuffix("s"))
    for size in range(2, min(len(before), letters + 3) + 1):
        words = before[-size:]
        if words[0].lower() not in _SMALL and _spells(short, words):
            return " ".join(words)
    return ""


def _spells(short: str, words: Sequence[str]) -> bool:
    """Tell whether an abbreviation is made of the first letters of the words, small ones may lack.

    Schwartz and Hearst (2003) let any letter count; the first letters alone take in less, and
    next to nothing that is wrong.
    """
    wanted = [sign.lower() for sign in short.removesuffix("s") if sign.isalnum()]
    parts = [part for word in words for part in re.split(r"[-/&]", word) if part]
    if len(wanted) < _LEAST_LETTERS or not parts:
        return False
    at = 0
    for part in parts:
        if at < len(wanted) and part[0].lower() == wanted[at]:
            at += 1
        elif part.lower() not in _OF_A_NAME:
            return False
    return at == len(wanted)


# "Continuation coverage, also called COBRA, ...": what stands before is the subject's end.


def _also_called(line: str) -> Iterator[DefinedTerm]:
    for match in (*_CALLED.finditer(line), *_GENANNT.finditer(line)):
        before = line[max(0, match.start() - 120) : match.start()].rstrip(" ,(\u2013\u2014-")
        said = match.group(1)
        if end := _ENDS_TERM.search(said):
            said = said[: end.start()]
        subject = _noun_phrase(before)
        if subject:
            yield from _equal(subject, said)


def _noun_phrase(text: str) -> str:
    """Return the last words of a text from its last small word, comma or full stop on."""
    piece = re.split(r"[.,;:()|]", text)[-1]
    words = [match.group() for match in _WORD.finditer(piece)]
    taken: list[str] = []
    for word in reversed(words):
        if word.lower() in _SMALL or len(taken) == 4:  # noqa: PLR2004 - few terms are longer
            break
        taken.append(word)
    return " ".join(reversed(taken))


# Glossaries and scripts: "PCP: primary care provider", "| Callers say | We say |".


def _in_lines(lines: Sequence[str], *, listed: bool) -> Iterator[DefinedTerm]:
    columns: tuple[int, int] | None = None
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) > 1:
            header = _said_and_written(cells)
            if header is not None:
                columns = header
            elif columns is not None and max(columns) < len(cells):
                yield from _script_row(cells[columns[0]], cells[columns[1]])
            elif listed and len(cells) == 2:  # noqa: PLR2004 - a term and what it means
                yield from _entry(cells[0], cells[1])
            continue
        columns = None
        if listed and (match := _ENTRY.match(line)):
            meaning = line[match.end() :]
            if 1 < len(meaning) <= _LONGEST_MEANING:
                yield from _entry(match.group(1), meaning)


def _said_and_written(cells: Sequence[str]) -> tuple[int, int] | None:
    said = next((at for at, cell in enumerate(cells) if _SAID.search(cell)), None)
    if said is None:
        return None
    written = (at for at, cell in enumerate(cells) if at != said and _WRITTEN.search(cell))
    second = next(written, None)
    return None if second is None else (said, second)


def _script_row(said: str, written: str) -> Iterator[DefinedTerm]:
    everyday = tuple(e for part in _OR.split(said) if (e := _cleaned(part)))
    meant = tuple(e for part in _OR.split(written) if (e := _cleaned(part)))
    if everyday and meant:
        yield DefinedTerm(everyday, meant)


def _entry(term: str, meaning: str) -> Iterator[DefinedTerm]:
    first = re.split(r"[.;(]", meaning, maxsplit=1)[0]
    if _is_abbreviation(term.strip()):
        yield from _equal(term, first)
    else:
        yield from _definition(term, first)
