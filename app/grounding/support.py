"""After the writing: is each sentence carried by the passages that it cites?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from app.domain.answers import Citation, Sentence, Support
from app.grounding.cells import misplaced, misplaced_words
from app.grounding.comparison import parting, pieces_of
from app.grounding.figures import missing_figures, wrong_units
from app.grounding.grids import claims_of
from app.grounding.names import missing_names
from app.i18n import texts
from app.language.characters import ThinnedText
from app.language.sentences import Unit, UnitKind, units
from app.language.words import content_terms, overlap, spaced
from app.writing.drafting import MarkerRewriter, markers_in, without_markers
from app.writing.injection import without_instructions, without_requests
from knowledge.domain.passages import Passage
from knowledge.lexical.languages import language_of

# Of one kind each, in English, German and Spanish: a passage with any of them says the like.
_KINDS = (
    (
        "at any time", "any time", "anytime", "at all times", "whenever", "no deadline",
        "no time limit", "all year", "year round", "throughout the year", "jederzeit",
        "zu jeder zeit", "ganzjährig", "ohne frist", "keine frist", "en cualquier momento",
        "en todo momento", "cuando quiera", "todo el año", "sin plazo",
    ),
    (
        "unlimited", "no limit", "no limits", "without limit", "no maximum", "as often as",
        "as many as", "unbegrenzt", "ohne begrenzung", "unbeschränkt", "keine begrenzung",
        "ilimitado", "ilimitada", "ilimitados", "ilimitadas", "sin límite", "sin límites",
    ),
    (
        "for any reason", "any reason", "no matter why", "regardless of the reason",
        "aus jedem grund", "aus beliebigem grund", "por cualquier motivo", "por cualquier razón",
    ),
    (
        "under any circumstances", "in all cases", "in every case", "no exceptions",
        "without exception", "unconditionally", "in jedem fall", "ausnahmslos", "ohne ausnahme",
        "en todos los casos", "en cualquier caso", "sin excepción", "sin excepciones",
    ),
    (
        "no questions asked", "no documents are needed", "no proof is needed", "without proof",
        "without any documents", "ohne nachweis", "sin comprobante",
    ),
)  # fmt: skip


def sweeping_words(text: str, source: str) -> str:
    """Return the words of a text that lift a limit and have no like in the source; or ""."""
    said, told = spaced(text), spaced(source)
    for phrases in _KINDS:
        found = next((phrase for phrase in phrases if f" {phrase} " in said), "")
        if found and not any(f" {phrase} " in told for phrase in phrases):
            return found
    return ""


# After the writing: is each sentence carried by the passages that it cites?


# Shares of a sentence's content words that must occur in what it cites.
SUPPORTED_OVERLAP = 0.4
WEAK_OVERLAP = 0.3
_LONGEST_QUOTE = 600
_LANGUAGES = ("english", "german", "spanish", "french", "portuguese", "italian", "dutch")
_SAYS_NOTHING = re.compile(
    r"\b(?:documents?|passages?|sources?)\b.{0,20}\b(?:do|does|did)(?: not|n['\u2019]t)\b"
    r"|\bnot in the documents\b",
    re.I,
)
_MARKERS_AFTER_STOP = re.compile(
    r"([.!?\u3002\uff01\uff1f][\"'\u201d\u2019)\]*_]*)((?:[ \t]*\[\d+\])+)"
)
_LINK_DEFINITION = re.compile(r"^\[[^\]\n]+\]:\s*\S+$")
_RULE_CELL = re.compile(r":?+-{3,}+:?+(?:[ \t]*+:?+-{3,}+:?+)*")
_BLANKS = " \t"
_BARS_OF_A_ROW = 2


def check_sentences(text: str, passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    """Judge each sentence of an answer whose marker `[n]` names `passages[n - 1]`."""
    found = [unit for unit in units(_readable(text)) if unit.kind is not UnitKind.HEADING]
    judged = [_judge(unit, passages) for unit in found if unit.kind is not UnitKind.HEADER]
    return tuple(_with_items_markers(judged, passages))


def citations_for(
    sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> tuple[Citation, ...]:
    """Return a citation for each passage, with the words of it that carry the sentences."""
    return tuple(
        Citation(
            marker, passage, quote([s.text for s in sentences if marker in s.markers], passage)
        )
        for marker, passage in enumerate(passages, start=1)
    )


def quote(sentences: Sequence[str], passage: Passage) -> str:
    """Return the piece of the passage, verbatim, that carries the sentences best."""
    pieces = [unit for unit in units(passage.text) if unit.kind is not UnitKind.HEADING]
    best = [match for sentence in sentences if (match := best_unit(sentence, pieces))]
    if not best:
        return ""
    if all(unit.kind is UnitKind.ROW for unit in best):
        best = _first_run(best, pieces)
    start, end = min(u.start for u in best), max(u.end for u in best)
    if end - start > _LONGEST_QUOTE:
        start, end = best[0].start, best[0].end
    return passage.text[start:end]


def _first_run(rows: Sequence[Unit], pieces: Sequence[Unit]) -> list[Unit]:
    """Return the first of these rows, and those that follow it with no other row between."""
    starts = {row.start for row in rows}
    first = pieces.index(min(rows, key=lambda row: row.start))
    return list(takewhile(lambda piece: piece.start in starts, pieces[first:]))


def best_unit(sentence: str, pieces: Sequence[Unit]) -> Unit | None:
    """Return the piece that shares most with the sentence, the earlier one on a tie."""
    wanted = set(content_terms(sentence))
    if not wanted:
        return None
    scored = [(_likeness(wanted, set(content_terms(piece.text))), piece) for piece in pieces]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score > 0 else None


def _likeness(wanted: set[str], offered: set[str]) -> float:
    shared = len(wanted & offered)
    # Mostly: how much of the sentence is there; a little: how much else is.
    return shared / len(wanted) + 0.2 * shared / max(1, len(offered))


def _readable(text: str) -> str:
    """Return the answer with markers before full stops and tables as rows of cells."""
    lines = (_cells_of(line) for line in text.split("\n") if not _is_rule(line))
    return _MARKERS_AFTER_STOP.sub(r"\2\1", "\n".join(lines))


def _is_rule(line: str) -> bool:
    """Tell whether a line is the one under a table's header: `|---|:--:|`."""
    row = line.strip(_BLANKS).removeprefix("|").removesuffix("|")
    return all(_RULE_CELL.fullmatch(cell.strip(_BLANKS)) for cell in row.split("|"))


def _cells_of(line: str) -> str:
    """Return a table's row without the bars around it, any other line as it is."""
    row = line.strip(_BLANKS)
    if len(row) < _BARS_OF_A_ROW or not (row.startswith("|") and row.endswith("|")):
        return line
    return row[1:-1].strip(_BLANKS)


def _judge(unit: Unit, passages: Sequence[Passage]) -> Sentence:
    markers = tuple(m for m in markers_in(unit.text) if 1 <= m <= len(passages))
    text = without_markers(unit.text)
    return _judged(text, markers, passages, header=unit.lead if unit.kind is UnitKind.ROW else "")


def _judged(
    text: str, markers: tuple[int, ...], passages: Sequence[Passage], *, header: str = ""
) -> Sentence:
    sentence = Sentence(text, markers, Support.SUPPORTED)
    if _LINK_DEFINITION.match(text):
        return replace(sentence, support=Support.UNSUPPORTED, reason=texts.REASON_ADDRESS)
    if not markers:
        if _SAYS_NOTHING.search(text):
            return sentence
        return replace(sentence, support=Support.UNSUPPORTED, reason=texts.REASON_NO_MARKER)
    cited = [passages[m - 1] for m in markers]
    source = checked_text(cited)
    claims = claims_of(text, header)
    if wrong := _wrong_detail(text, source) or _in_another_cell(misplaced(claims, cited)):
        return replace(sentence, support=Support.UNSUPPORTED, reason=wrong)
    judged = _judged_by_words(sentence, source, cited)
    if judged is sentence and (apart := _in_another_cell(misplaced_words(claims, cited))):
        return replace(sentence, support=Support.WEAK, reason=apart)
    return judged


def _in_another_cell(others: Sequence[str]) -> str:
    return texts.REASON_MISPLACED.format(others=", ".join(others)) if others else ""


def _wrong_detail(text: str, source: str) -> str:
    """Return which figure, unit or name of the text the source does not have."""
    if missing := (*missing_figures(text, source), *missing_names(text, source)):
        return texts.REASON_MISSING.format(missing=", ".join(missing))
    if units_missing := wrong_units(text, source):
        return texts.REASON_COUNTS.format(counts=", ".join(units_missing))
    return ""


def _judged_by_words(sentence: Sentence, source: str, cited: Sequence[Passage]) -> Sentence:
    share = overlap(sentence.text, source)
    if share < SUPPORTED_OVERLAP:
        return _judged_by_few_words(sentence, source, share)
    stated = without_requests(source)
    if stated != source and overlap(sentence.text, stated) < SUPPORTED_OVERLAP:
        return replace(sentence, support=Support.WEAK, reason=texts.REASON_REQUEST)
    if apart := _sweeping(sentence.text, source) or parting(sentence.text, pieces_of(cited)):
        return replace(sentence, support=Support.WEAK, reason=apart)
    return sentence


def _judged_by_few_words(sentence: Sentence, source: str, share: float) -> Sentence:
    if not content_terms(sentence.text):
        # "No, no, no": nothing in it can be found anywhere.
        return replace(sentence, support=Support.WEAK, reason=texts.REASON_FEW_WORDS)
    if _in_other_languages(sentence.text, source):
        return replace(sentence, support=Support.WEAK, reason=texts.REASON_OTHER_LANGUAGE)
    if share < WEAK_OVERLAP:
        reason = texts.REASON_FEW_WORDS
        return replace(sentence, support=Support.UNSUPPORTED, reason=reason)
    return replace(sentence, support=Support.WEAK, reason=texts.REASON_SOME_WORDS)


def _sweeping(text: str, source: str) -> str:
    swept = sweeping_words(text, source)
    return texts.REASON_MISSING.format(missing=swept) if swept else ""


def _in_other_languages(text: str, source: str) -> bool:
    mine, theirs = language_of(text, _LANGUAGES), language_of(source, _LANGUAGES)
    return None not in {mine, theirs} and mine != theirs


def checked_text(passages: Sequence[Passage]) -> str:
    """Return what a sentence that cites these passages may rest on."""
    whole = ("\n".join((p.title, *p.headings, p.version, p.text)) for p in passages)
    # What a document says to a model is nothing that it says.
    return "\n".join(map(without_instructions, whole))


def _with_items_markers(
    sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> list[Sentence]:
    """Give a lead-in ("... one of these:") the markers of the items that it leads in."""
    result: list[Sentence] = []
    following: tuple[int, ...] = ()
    for sentence in reversed(sentences):
        is_lead = not sentence.markers and sentence.text.rstrip("*_").endswith(":")
        judged = _judged(sentence.text, following, passages) if is_lead else sentence
        following = judged.markers
        result.append(judged)
    return result[::-1]


# Strict answers: what no passage carries is struck before the reader has the final text.


_MOST_STRUCK = 0.5
_BETWEEN = re.compile(r"\s+|\[\d+\]")
_MARKERS_AFTER = re.compile(r"(?:[ \t]*+\[\d+\])*[ \t]*+")
_BULLET = re.compile(r"(?:[-*]|\d{1,4}[.)])")
_SPACES = " \t"


@dataclass(frozen=True, slots=True)
class StruckAnswer:
    """What is left of an answer, its markers renumbered, and how many sentences are gone."""

    text: str
    cited: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    struck: int


def strike(
    text: str, sentences: Sequence[Sentence], cited: Sequence[Passage]
) -> StruckAnswer | None:
    """Take the unsupported sentences out; None when too little would be left to be an answer."""
    wrong = [s for s in sentences if s.support is Support.UNSUPPORTED]
    if len(wrong) > _MOST_STRUCK * len(sentences):
        return None
    for sentence in wrong:
        place = _as_written(sentence.text, text)
        if place is None:
            return None
        text = text[: place[0]] + text[place[1] :]
    markers = MarkerRewriter(len(cited))
    left = _tidied(markers.feed(text) + markers.flush())
    kept = tuple(cited[number - 1] for number in markers.order)
    before = {sentence.text: sentence.support for sentence in sentences}
    # What a second reader made of a sentence holds for it still (app/grounding/verification.py).
    judged = tuple(
        replace(each, support=before.get(each.text, each.support))
        for each in check_sentences(left, kept)
    )
    if not kept or any(s.support is Support.UNSUPPORTED for s in judged):
        return None
    return StruckAnswer(left, kept, judged, len(wrong))


def _as_written(sentence: str, text: str) -> tuple[int, int] | None:
    """Return where a sentence stands in the answer, with its markers and its bullet."""
    found = ThinnedText.of(text, _BETWEEN).find(sentence)
    if found is None:
        return None
    start, end = found
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    if before[-1:] in {" ", "\t"} and _BULLET.fullmatch(before.strip(_SPACES)):
        start = line
    after = _MARKERS_AFTER.match(text, end)
    return start, after.end() if after else end


def _tidied(text: str) -> str:
    lines = "\n".join(line.rstrip(_SPACES) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
