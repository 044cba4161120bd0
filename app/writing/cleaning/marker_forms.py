"""Citations in whatever form a model writes them, as markers: [1-3], (source 1) and the like."""

from __future__ import annotations

from app.writing.cleaning.cited_numbers import cited_numbers, names_passages
from app.writing.cleaning.holding import MAYBE, Found, Holding, _Maybe
from app.writing.cleaning.word_lists import listed

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

    def read(self, pending: str, *, ended: bool) -> Found[str] | _Maybe | None:
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
        return Found("".join(f"[{number}]" for number in numbers), end + link)

    def _raised(self, pending: str, *, ended: bool) -> Found[str] | _Maybe | None:
        """Read a footnote's sign behind a word: \u00b9; "m\u00b2" is none."""
        signs = pending.rstrip("".join(set(pending) - set(_RAISED)))
        if len(signs) == len(pending) and not ended:
            return MAYBE if len(pending) < _LONGEST_RAISED else None
        word = self._before.split()[-1:] or [""]
        number = int(signs.translate(str.maketrans(_RAISED, "0123456789")))
        behind_a_word = len(word[0]) >= _SHORTEST_WORD and not self._before.endswith(" ")
        if not behind_a_word or not 1 <= number <= self._passages:
            return None
        return Found(f"[{number}]", len(signs))

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
