"""Which passages a citation names, in whatever words a model puts it: "Passages 1 and 3"."""

from __future__ import annotations

from collections.abc import Iterator

from app.writing.cleaning.word_lists import listed

_LABELS = listed(
    """
    passage, passages, source, sources, doc, docs, document, documents, ref, refs, reference,
    references, citation, citations, cite, cited, id, ids, context, chunk, excerpt, snippet, see,
    passagen, quelle, quellen, dokument, dokumente, siehe, vgl, fuente, fuentes, pasaje, pasajes,
    documento, documentos, cita, citas, véase, ver, p
    """
)
_JOINERS = frozenset({",", ";", "&", "+", "and", "und", "y", "e", "et"})
_RANGES = frozenset({"-", "\u2010", "\u2011", "\u2013", "\u2014", "to", "bis", "through"})
_LOCATORS = listed(
    """
    page, pages, pp, pg, p, section, sections, sec, chapter, line, lines, paragraph, para, s,
    seite, seiten, abschnitt, zeile, página, páginas, pág, sección, §, title
    """
)
_AROUND_LABELS = frozenset({":", "#", ".", "^", "=", "_", "[", "]", "*"})
_BETWEEN = _JOINERS | _LABELS
_BESIDE = _BETWEEN | _AROUND_LABELS
_BEFORE = _BESIDE | {"-", "\u2010", "\u2011"}
_ENDS = frozenset({"\u2020", "\u2021"})
_MOST_DIGITS, _LONGEST_RANGE = 3, 30


def cited_numbers(inside: str) -> list[int] | None:
    """Return the numbers that stand in a citation's brackets; None where it is none.

    "1, 2", "1-3", "ID:1", "passages 1 and 2", "1\u2020source", "1, p. 4".
    """
    numbers: list[int] = []
    ranging, previous, named = False, "", names_passages(inside)
    for token in _tokens(inside):
        if token.isdecimal():
            if not (_fits(token) and (not numbers or ranging or previous in _BETWEEN)):
                return None
            numbers += _range(numbers[-1], int(token)) if ranging else [int(token)]
            ranging = False
        elif numbers and _ends(token, previous):
            break
        elif numbers and token in _RANGES and previous.isdecimal():
            ranging = True
        elif ranging and named:
            ranging = False  # "[Source 1 - Benefits handbook]"
            break
        elif ranging or token not in (_BESIDE if numbers else _BEFORE):
            return None
        previous = previous if token in _AROUND_LABELS else token
    return list(dict.fromkeys(numbers)) if numbers and not ranging else None


def _ends(token: str, previous: str) -> bool:
    """Tell whether the numbers end here: a page or a section follows, or a name."""
    # "1 to 5 p.m." is no page.
    located = token in _LOCATORS and (previous == "," or (previous.isdecimal() and len(token) > 1))
    return located or token in _ENDS or (token == ":" and previous.isdecimal())


def names_passages(inside: str) -> bool:
    """Tell whether a citation says itself that it is one: "source 1", not "1"."""
    return any(token in _LABELS for token in _tokens(inside))


def _fits(token: str) -> bool:
    return token.isascii() and len(token) <= _MOST_DIGITS


def _range(first: int, last: int) -> list[int]:
    return list(range(first + 1, last + 1)) if first < last <= first + _LONGEST_RANGE else [last]


def _tokens(text: str) -> Iterator[str]:
    """Yield words in small letters, runs of digits, and other characters one by one."""
    run = ""
    for character in text.casefold():
        if run and not (run.isdecimal() if character.isdecimal() else _goes_on(run, character)):
            yield run
            run = ""
        if character.isalnum():
            run += character
        elif not character.isspace():
            yield character
    if run:
        yield run


def _goes_on(run: str, character: str) -> bool:
    return character.isalpha() and not run.isdecimal()
