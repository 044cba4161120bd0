"""Citations in whatever form a model writes them, as markers: [1-3], (source 1) and the like."""

from __future__ import annotations

from collections.abc import Iterator

from app.language.words import listed
from app.writing.cleaning.marks import MAYBE, Holding, TokenMatch, _Maybe
from knowledge.lexical.sentences import sentence_spans

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


# Citations in whatever form a model writes them, as markers: [1-3], (source 1) and the like.


_CLOSING = {
    "[": "]", "\u3010": "\u3011", "\uff3b": "\uff3d", "(": ")", "\uff08": "\uff09",
    "\u27e6": "\u27e7", "\u2772": "\u2773",
}  # fmt: skip
_ROUND = "(\uff08"
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_LONGEST_RAISED, _SHORTEST_WORD = 3, 3
_LONGEST, _LONGEST_LINK = 64, 300
_LINKS = ("http", "www.", "#", "/", "mailto:", "ftp:", "cite", "source", "passage", "doc", "<http")
_AFTER_BARE = ".,;:!?\n)\u3002"
# "(1)" after these is a part of a law, not a citation.
_PARTS = listed(
    """
    paragraph, subparagraph, paragraphs, section, subsection, clause, item, items, article, step,
    part, schedule, rule, note, option, number, absatz, abs, satz, nummer, nr, artikel, ziffer,
    schritt, punkt, párrafo, apartado, artículo, inciso, paso
    """
)
_WORD_KEPT = 24


class MarkerForms(Holding[str]):
    """Writes every form of citation as "[1][2]"; what is none stays as it is.

    "(1)" counts only at the end of a sentence and up to the number of `passages`: elsewhere it
    counts the items of a list, or the parts of a law.
    """

    def __init__(self, passages: int) -> None:
        super().__init__()
        self._passages = passages
        self._before = ""

    def passed(self, character: str) -> None:
        """Note what stands before a bracket."""
        self._before = f"{self._before}{character}"[-_WORD_KEPT:]

    def read(self, pending: str, *, ended: bool) -> TokenMatch[str] | _Maybe | None:
        """Read a citation at the beginning of the pending text."""
        if pending[0] in _RAISED:
            return self._raised(pending, ended=ended)
        begun = 1 if pending[0] == "\\" else 0
        opening = pending[begun : begun + 1]
        if opening and opening not in _CLOSING:
            return None
        end = _end_of(pending, begun) if opening else -1
        if end < 0:
            return MAYBE if len(pending) <= _LONGEST and "\n" not in pending else None
        inside = pending[begun + 1 : end - 1].replace("\\", "").strip("[]")
        numbers = cited_numbers(inside)
        after = pending[end:]
        if numbers is None or (opening in _ROUND and not self._in_round(inside, numbers, after)):
            return None
        link = _link_after(after, ended=ended)
        if isinstance(link, _Maybe) or not (after or ended):
            return MAYBE
        self._before = "]"
        return TokenMatch("".join(f"[{number}]" for number in numbers), end + link)

    def _raised(self, pending: str, *, ended: bool) -> TokenMatch[str] | _Maybe | None:
        """Read a footnote's sign behind a word: \u00b9; "m\u00b2" is none."""
        signs = pending.rstrip("".join(set(pending) - set(_RAISED)))
        if len(signs) == len(pending) and not ended:
            return MAYBE if len(pending) < _LONGEST_RAISED else None
        word = self._before.split()[-1:] or [""]
        number = int(signs.translate(str.maketrans(_RAISED, "0123456789")))
        behind_a_word = len(word[0]) >= _SHORTEST_WORD and not self._before.endswith(" ")
        if not behind_a_word or not 1 <= number <= self._passages:
            return None
        return TokenMatch(f"[{number}]", len(signs))

    def _in_round(self, inside: str, numbers: list[int], after: str) -> bool:
        """Tell whether round brackets cite; `after` may be empty, where more text follows."""
        if names_passages(inside):
            return True
        words = self._before.casefold().split()
        return (
            self._before.endswith(" ")
            and bool(words)
            and words[-1].strip(".,") not in _PARTS
            and after[:1] in _AFTER_BARE
            and all(1 <= number <= self._passages for number in numbers)
        )


def _end_of(text: str, begun: int) -> int:
    """Return where the bracket that begins at `begun` ends, -1 where it does not yet."""
    opening, closing = text[begun], _CLOSING[text[begun]]
    depth = 0
    for place in range(begun, len(text)):
        if text[place] == opening:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if depth == 0:
                return place + 1
    return -1


def _link_after(after: str, *, ended: bool) -> int | _Maybe:
    """Return how long the address is that makes the marker a link, 0 for none."""
    if not after.startswith("("):
        return 0
    inside, closed, _ = after[1:].partition(")")
    begun = inside.lstrip().lower()
    if not any(begun.startswith(each) or each.startswith(begun) for each in _LINKS):
        return 0
    if closed:
        return len(inside) + 2 if begun else 0
    if ended or "\n" in inside or len(inside) > _LONGEST_LINK:
        return 0
    return MAYBE


# Markers that stand before their sentences, put behind them: "[1] A. [2] B.".


_STOPS = ".!?\u3002\uff01\uff1f"
_LONGEST_SENTENCE = 2_000
_LONGEST_MARKER = 5


class LeadingMarkers:
    """Moves markers behind their sentences, where an answer begins with one.

    Such an answer comes sentence by sentence; any other goes through as it is.
    """

    def __init__(self) -> None:
        self._held = ""
        self._leads: bool | None = None

    def feed(self, text: str) -> Iterator[str]:
        """Take text in; yield what is certain."""
        for character in text:
            yield from self._take(character)

    def flush(self) -> Iterator[str]:
        """Yield what was held back, at the end of the text."""
        held, self._held = self._held, ""
        if held:
            yield _moved(held) if self._leads else held

    def _take(self, character: str) -> Iterator[str]:
        if self._leads is False:
            yield character
            return
        self._held += character
        if self._leads is None:
            self._leads = _leads(self._held)
            if self._leads is False:
                yield from self.flush()
            return
        if character == "\n":
            yield from self.flush()
            return
        before = self._held[:-1].rstrip()
        blank = len(before) < len(self._held) - 1
        if not character.isspace() and blank and before.endswith(tuple(f"{_STOPS}\"')\u201d")):
            yield from self._certain()
        elif len(self._held) > _LONGEST_SENTENCE:
            yield from self.flush()

    def _certain(self) -> Iterator[str]:
        """Yield the held sentence, where another one begins."""
        spans = list(sentence_spans(self._held, 0, len(self._held)))
        if len(spans) > 1:
            start = spans[-1][0]
            held, self._held = self._held[:start], self._held[start:]
            yield _moved(held)


def _leads(text: str) -> bool | None:
    """Tell whether a text begins with a marker and then a sentence; None: more text decides."""
    rest = text.lstrip()
    while rest.startswith("["):
        inside, closed, after = rest[1:].partition("]")
        if (inside and not inside.isdigit()) or len(inside) > _LONGEST_MARKER:
            return False
        if not closed:
            return None
        rest = after.lstrip(" ")
        if not rest:
            return None
    return None if not rest else rest[0].isupper() and rest != text.lstrip()


def _moved(sentence: str) -> str:
    """Return a sentence with the markers before it behind it."""
    rest = sentence.lstrip()
    blanks = sentence[: len(sentence) - len(rest)]
    markers = ""
    while rest.startswith("["):
        inside, closed, after = rest[1:].partition("]")
        if not closed or not inside.isdigit():
            break
        markers += f"[{inside}]"
        rest = after.lstrip(" ")
    body = rest.rstrip()
    if not markers or not body or not (body[0].isupper() or body[0].isdigit()):
        return sentence
    after = rest[len(body) :]
    words = body.rstrip(f"{_STOPS}\"')\u201d*_")
    return f"{blanks}{words} {markers}{body[len(words) :]}{after}"
