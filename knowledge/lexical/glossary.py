"""Words that mean the same: what people say, what documents call it, and where a text has one."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from knowledge.domain.documents import DefinedTerm, DocumentRecord
from knowledge.domain.errors import ConfigurationError
from knowledge.domain.queries import Expansion, Origin
from knowledge.lexical.languages import language_of

EVERYDAY = Path(__file__).parent / "everyday.txt"
"""The words that come with Citewell, with their sources."""
BACKWARDS = 0.5
"""How much everyday words weigh for a document's: few documents say "kicked off"."""
_LANGUAGES = ("english", "german", "spanish")
_CODES = {"en": "english", "de": "german", "es": "spanish"}
_FEWEST_CELLS = 2
MOST_SEARCHED_WORDS = 6
"""Longer ones are definitions, for people to read: as search words they would drown a question."""
_GAP = "*"
_GAP_WORDS = 2
_LONG_ENOUGH_FOR_PLURAL = 4

# What people type in small letters and documents abbreviate in capitals: IT, OR, US, PER, EL.
_TYPED_SMALL = """
    a am an and any are as at be by can do for go has he how i if in is it may me my no not of on or
    our out per so the to up us was we what when who why will you der die das den des ist im es ob
    um zu mir uns wir ihr er el la las los de del en ha mi se si son su sus un una y ya
"""
_SMALL_WORDS = frozenset(_TYPED_SMALL.split())
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?|\*")


@dataclass(frozen=True, slots=True)
class Row:
    """Expressions that mean the same.

    Each of `said` brings all of `meant`, and each of `meant` all of `said` with `BACKWARDS`.
    Without `meant` all of `said` are of one rank. `source` is the id of the document, `language`
    empty where any may use them; of everyday words `source` is the work that defines them.
    """

    said: tuple[str, ...]
    meant: tuple[str, ...] = ()
    origin: Origin = Origin.EVERYDAY
    source: str = ""
    language: str = ""

    def pairs(self) -> Iterator[tuple[str, str, float]]:
        """Yield what brings what, and its weight."""
        for said in self.said:
            if not self.meant:
                yield from ((said, other, 1.0) for other in self.said if other != said)
            yield from ((said, meant, 1.0) for meant in self.meant)
            if _GAP not in said:
                yield from ((meant, said, BACKWARDS) for meant in self.meant)


@dataclass(frozen=True, slots=True)
class _Rule:
    said: str
    words: tuple[str, ...]
    term: str
    weight: float
    row: Row


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


_Match = tuple[int, int, _Rule]
"""From which word to before which other an expression stands, and what it brings."""


@dataclass(frozen=True)
class Glossary:
    """Rows of expressions that mean the same, looked up by their first words."""

    rows: tuple[Row, ...]
    _rules: dict[str, list[_Rule]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort what brings what by the first word."""
        rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        for row in self.rows:
            for said, term, weight in row.pairs():
                words = tuple(token.word for token in _tokens(said))
                if words and len(_tokens(term)) <= MOST_SEARCHED_WORDS:
                    rules[words[0]].append(_Rule(said, words, term, weight, row))
        object.__setattr__(self, "_rules", dict(rules))

    def expansions(self, text: str) -> tuple[Expansion, ...]:
        """Return what else the expressions in a text are called, the weightiest first.

        Whole words count, whatever their case, accents and plural; of "comfort leave" the "leave"
        no more. Each term comes once, none that the text has itself, and none of another language
        where the text's own is plain.
        """
        tokens = _tokens(text)
        there = [token.word for token in tokens]
        found: dict[str, Expansion] = {}
        for at, end, rule in _longest(list(self._met(text, tokens))):
            known = found.get(rule.term)
            if (known is None or known.weight < rule.weight) and not _holds(there, rule.term):
                said = text[tokens[at].start : tokens[end - 1].end]
                row = rule.row
                source = "" if row.origin is Origin.EVERYDAY else row.source
                found[rule.term] = Expansion(said, rule.term, rule.weight, row.origin, source)
        return tuple(sorted(found.values(), key=lambda each: -each.weight))

    def _met(self, text: str, tokens: Sequence[_Token]) -> Iterator[_Match]:
        spoken = language_of(text, _LANGUAGES)
        for at, token in enumerate(tokens):
            for rule in self._rules.get(token.word, ()):
                if spoken and rule.row.language not in ("", spoken):
                    continue
                end = _matched(rule.words, tokens, at)
                if end and not _is_small_word(rule.said, text[token.start : token.end]):
                    yield at, end, rule


@dataclass(frozen=True, slots=True)
class Decided:
    """A term that curators added or struck; it belongs to a document, or to all ("")."""

    document_key: str
    term: DefinedTerm


@dataclass(frozen=True, slots=True)
class Decisions:
    """What curators decided about the terms of one knowledge base."""

    added: tuple[Decided, ...] = ()
    struck: tuple[Decided, ...] = ()

    def rows(self, records: Iterable[DocumentRecord]) -> list[Row]:
        """Return the terms of these documents: what they define, less and more what was decided."""
        rows: list[Row] = []
        ids = {"": ""}
        struck = {(each.document_key, _key_of(each.term)) for each in self.struck}
        for record in records:
            key = record.metadata.key
            ids[key] = record.id
            rows += [
                Row(term.said, term.meant, Origin.DOCUMENT, record.id)
                for term in record.terms
                if (key, _key_of(term)) not in struck
            ]
        rows += [
            Row(each.term.said, each.term.meant, Origin.CURATOR, ids[each.document_key])
            for each in self.added
            if each.document_key in ids
        ]
        return rows


def expansions(text: str) -> tuple[Expansion, ...]:
    """Return what documents call the everyday words of a text: "laid off" is a termination.

    The words that come with Citewell only. What a search was widened by, which includes what the
    reader's own documents and the curators define, stands in `Query.added`.
    """
    return everyday().expansions(text)


@cache
def everyday() -> Glossary:
    """Return the words that come with Citewell."""
    return Glossary(tuple(read_rows(EVERYDAY.read_text("utf-8"))))


def read_rows(text: str) -> Iterator[Row]:
    """Read lines of "said; said => written; written" and "one = other", as everyday.txt has them.

    Raises:
        ConfigurationError: a line says of nothing that it means the same.
    """
    source, language = "", "english"
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("# Source:"):
            source = line.removeprefix("# Source:").strip()
        elif line.startswith("# Language:"):
            language = _CODES[line.removeprefix("# Language:").strip()]
        elif line.strip() and not line.startswith("#"):
            said, arrow, written = line.partition("=>")
            one = _listed(said, ";") if arrow else _listed(said, "=")
            other = _listed(written, ";")
            if len(one) + len(other) < _FEWEST_CELLS:
                raise ConfigurationError(f"Line {number} has no synonym for {line!r}.")
            yield Row(one, other, source=source, language=language)


def written(term: DefinedTerm) -> str:
    """Return a term as `read_rows` reads it."""
    said = "; ".join(term.said)
    return f"{said} => {'; '.join(term.meant)}" if term.meant else " = ".join(term.said)


def read_glossary(path: Path) -> Glossary:
    """Read a CSV of two cells and more a row; lines that begin with "#" are notes.

    Raises:
        ConfigurationError: the file cannot be read, or a row has one cell only (with its number).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [[cell.strip() for cell in row if cell.strip()] for row in csv.reader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"The glossary {str(path)!r} cannot be read: {error}. Check CITEWELL_GLOSSARY."
        ) from error
    rows = []
    for number, cells in enumerate(lines, start=1):
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) < _FEWEST_CELLS:
            raise ConfigurationError(
                f"Row {number} of the glossary {str(path)!r} has no synonym for {cells[0]!r}."
            )
        rows.append(Row(tuple(cells), origin=Origin.FILE))
    return Glossary(tuple(rows))


def _listed(text: str, by: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(by) if each.strip())


# Expressions in a text, word by word.


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(_folded(match.group()), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


def _folded(word: str) -> str:
    """Return a word in small letters, without accents, possessive and plural."""
    plain = word.casefold()
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", plain.replace("\u2019", "'"))
        plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    plain = plain.removesuffix("'s")
    plural = len(plain) >= _LONG_ENOUGH_FOR_PLURAL and plain.endswith("s")
    return plain[:-1] if plural and not plain.endswith("ss") else plain


def _matched(words: Sequence[str], tokens: Sequence[_Token], at: int) -> int:
    """Return where an expression that begins at a token ends; 0 where it does not stand there."""
    if _GAP in words:
        gap = words.index(_GAP)
        before, after = words[:gap], words[gap + 1 :]
        start = _matched(before, tokens, at)
        ends = (_matched(after, tokens, start + each) for each in range(1, _GAP_WORDS + 1))
        return next((end for end in ends if start and end), 0)
    end = at + len(words)
    if end > len(tokens):
        return 0
    return end if all(tokens[at + i].word == word for i, word in enumerate(words)) else 0


def _is_small_word(said: str, typed: str) -> bool:
    """Tell whether what was typed is a small word ("it") that an abbreviation ("IT") looks like."""
    return said != typed and said.isupper() and typed.lower() in _SMALL_WORDS


def _longest(matches: Sequence[_Match]) -> Iterator[_Match]:
    """Yield the matches that do not lie within a longer one without a gap."""
    whole = {(at, end) for at, end, rule in matches if _GAP not in rule.words}
    for at, end, rule in matches:
        if not any(a <= at and end <= e and e - a > end - at for a, e in whole):
            yield at, end, rule


def _holds(there: Sequence[str], term: str) -> bool:
    return _spaced(term) in f" {' '.join(there)} "


def _spaced(text: str) -> str:
    return f" {' '.join(token.word for token in _tokens(text))} "


def missing_from(terms: Iterable[DefinedTerm], texts: Iterable[str]) -> list[str]:
    """Return the expressions of terms that stand in none of the texts, word for word."""
    said = "\n".join(map(_spaced, texts))
    return [
        expression
        for term in terms
        for expression in (*term.said, *term.meant)
        if _spaced(expression) not in said
    ]


def is_same(one: DefinedTerm, other: DefinedTerm) -> bool:
    """Tell whether two terms hold the same expressions, whatever their case and plural."""
    return _key_of(one) == _key_of(other)


def _key_of(term: DefinedTerm) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(token.word for token in _tokens(each)) for each in (*term.said, *term.meant)
    )
