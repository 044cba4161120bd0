"""Where a sentence and the words that it rests on part: another figure, name, "not" or "must"."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from app import texts
from app.checking.clauses import clauses_of
from app.checking.counted_units import counted
from app.checking.figures import figures
from app.checking.names import names
from app.checking.polarity import Polarity, polarity
from app.checking.rivals import rivals
from app.checking.sentences import Unit, UnitKind, units
from app.checking.terms import content_terms
from knowledge.passages import Passage

# Chosen on the development half of `citewell eval checker` (docs/research/answers.md).
_CARRIES = 0.5
_STANDS_APART = 0.1
_NEARLY_VERBATIM = 0.8
_OPPOSED = (
    ("demands", "allows"),
    ("allows", "demands"),
    ("always", "sometimes"),
    ("sometimes", "always"),
)
# A "can" more or less is a matter of style; a "must" or an "unless" is not.
_BINDING = {"demands", "always", "turns"}
_LIMITING = {"turns", "always"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, item or row of a passage, its lead read with it, and its content terms."""

    text: str
    terms: frozenset[str]


def pieces_of(passages: Sequence[Passage]) -> list[Piece]:
    """Return what sentences can rest on, in order."""
    read = (_read(unit) for passage in passages for unit in units(passage.text))
    return [Piece(text, _bare_terms(text)) for text in read]


def parting(sentence: str, pieces: Sequence[Piece]) -> str:
    """Return in which way the sentence and its nearest piece part, empty when they do not."""
    wanted = _bare_terms(sentence)
    if not wanted or not pieces:
        return ""
    best = max(pieces, key=lambda piece: _nearness(wanted, piece))
    if len(wanted & best.terms) / len(wanted) < _CARRIES:
        return ""
    if apart := _parting_from(sentence, wanted, best, pieces):
        return apart
    if others := _swapped(sentence, best, pieces, _lower_names):
        return texts.REASON_NAMES.format(others=others)
    return _parting_from_clause(sentence, wanted, best)


def _parting_from(
    sentence: str, wanted: frozenset[str], best: Piece, pieces: Sequence[Piece]
) -> str:
    for details in (figures, counted):
        if others := _swapped(sentence, best, pieces, details):
            return texts.REASON_SAYS.format(others=others)
    if instead := rivals(sentence, best.text):
        return texts.REASON_SAYS.format(others=", ".join(instead))
    return _polar_parting(sentence, wanted, best)


def _parting_from_clause(sentence: str, wanted: frozenset[str], best: Piece) -> str:
    """Compare with the one clause that carries the sentence: "31 days for HMO, 60 for PPO"."""
    clauses = [Piece(text, _bare_terms(text)) for text in clauses_of(best.text)]
    if len(clauses) <= len(clauses_of(sentence)):
        return ""
    nearest = max(clauses, key=lambda clause: _nearness(wanted, clause))
    if len(wanted & nearest.terms) / len(wanted) < _NEARLY_VERBATIM:
        return ""
    return _parting_from(sentence, wanted, nearest, clauses)


def _read(unit: Unit) -> str:
    return f"{unit.lead} {unit.text}" if unit.kind is not UnitKind.ROW else unit.text


def _bare_terms(text: str) -> frozenset[str]:
    """Return the content terms without figures: those are compared by themselves."""
    return frozenset(t for t in content_terms(text) if not any(c.isdigit() for c in t))


def _nearness(wanted: frozenset[str], piece: Piece) -> float:
    shared = len(wanted & piece.terms)
    return shared / len(wanted) + 0.2 * shared / max(1, len(piece.terms))


def _swapped(
    sentence: str,
    best: Piece,
    pieces: Sequence[Piece],
    details: Callable[[str], Set[str]],
) -> str:
    """Return what the nearest piece says in the place of a detail that only another piece has."""
    mine, theirs = details(sentence), details(best.text)
    lacking, instead = mine - theirs, theirs - mine
    if not lacking or not instead:
        return ""
    swapped = {word.lower() for word in lacking | instead}
    wanted = frozenset(term for term in _bare_terms(sentence) if term not in swapped)
    best_share = _nearness(wanted, best) if wanted else 0.0
    for detail in lacking:
        having = [piece for piece in pieces if detail in details(piece.text)]
        if having and wanted:
            nearest = max(_nearness(wanted, piece) for piece in having)
            if best_share - nearest >= _STANDS_APART:
                return ", ".join(sorted(instead)[:3])
    return ""


def _lower_names(text: str) -> frozenset[str]:
    return frozenset(name.lower() for name in names(text))


def _polar_parting(sentence: str, wanted: frozenset[str], best: Piece) -> str:
    mine = polarity(sentence)
    theirs = polarity(best.text)
    both_ways = min(
        len(wanted & best.terms) / len(wanted), len(wanted & best.terms) / max(1, len(best.terms))
    )
    alike = both_ways >= _NEARLY_VERBATIM
    if _denies_otherwise(mine, theirs) or (alike and mine.denials % 2 != theirs.denials % 2):
        return texts.REASON_NOT
    if _demands_otherwise(mine, theirs, alike=alike):
        return texts.REASON_MUST
    return ""


def _denies_otherwise(mine: Polarity, theirs: Polarity) -> bool:
    turned = (mine.denied & theirs.affirmed) - theirs.denied - mine.affirmed
    turned |= (theirs.denied & mine.affirmed) - mine.denied - theirs.affirmed
    return bool(turned) and mine.denials != theirs.denials


def _demands_otherwise(mine: Polarity, theirs: Polarity, *, alike: bool) -> bool:
    added, lost = mine.modes - theirs.modes, theirs.modes - mine.modes
    if any(one in added and other in lost for one, other in _OPPOSED):
        return True
    return alike and bool(added & _BINDING or lost & _LIMITING)
