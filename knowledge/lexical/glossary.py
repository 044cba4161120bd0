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
_GAP = "*"
_GAP_WORDS = 2
_LONG_ENOUGH_FOR_PLURAL = 4

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?|\*")


@dataclass(frozen=True, slots=True)
class Row:
    """Expressions that mean the same.

    Each of `said` brings all of `meant`; each of `meant` brings the others of it, and `said` with
    `BACKWARDS`. Without `meant` all of `said` are of one rank. `language` is empty where any may
    use them.
    """

    said: tuple[str, ...]
    meant: tuple[str, ...] = ()
    origin: Origin = Origin.EVERYDAY
    source: str = ""
    language: str = ""

    def pairs(self) -> Iterator[tuple[str, str, float]]:
        """Yield what brings what, and its weight."""
        named = self.meant or self.said
        for one in named:
            yield from ((one, other, 1.0) for other in named if other != one)
        if self.meant:
            for said in self.said:
                yield from ((said, meant, 1.0) for meant in self.meant)
                if _GAP not in said:
                    yield from ((meant, said, BACKWARDS) for meant in self.meant)


@dataclass(frozen=True, slots=True)
class _Rule:
    words: tuple[str, ...]
    term: str
    weight: float
    row: Row


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


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
                if words := tuple(token.word for token in _tokens(said)):
                    rules[words[0]].append(_Rule(words, term, weight, row))
        object.__setattr__(self, "_rules", dict(rules))

    def expansions(self, text: str) -> tuple[Expansion, ...]:
        """Return what else the expressions in a text are called, the weightiest first.

        Whole words count, whatever their case, accents and plural. Each term comes once, none that
        the text has itself, and none of another language where the text's own is plain.
        """
        tokens = _tokens(text)
        spoken = language_of(text, _LANGUAGES)
        found: dict[str, Expansion] = {}
        for at, token in enumerate(tokens):
            for rule in self._rules.get(token.word, ()):
                if spoken and rule.row.language not in ("", spoken):
                    continue
                end = _matched(rule.words, tokens, at)
                known = found.get(rule.term)
                if end and (known is None or known.weight < rule.weight):
                    said = text[token.start : tokens[end - 1].end]
                    found[rule.term] = Expansion(said, rule.term, rule.weight, rule.row.origin)
        there = [token.word for token in tokens]
        new = (each for each in found.values() if not _holds(there, each.term))
        return tuple(sorted(new, key=lambda each: -each.weight))


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


def _holds(there: Sequence[str], term: str) -> bool:
    words = [token.word for token in _tokens(term)]
    size = len(words)
    return any(list(there[at : at + size]) == words for at in range(len(there) - size + 1))


def same_words(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two rows hold the same expressions, whatever their case and plural."""
    return _keys(one) == _keys(other)


def _keys(expressions: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(token.word for token in _tokens(each)) for each in expressions)
