"""An answer as HTML: its text, sources, notices and signs, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from app.domain.answers import (
    Answer,
    Answerer,
    Approval,
    Citation,
    Notice,
    NoticeKind,
    Outcome,
    SearchOutcome,
    Support,
)
from app.domain.replies import DateChoice
from app.i18n import texts
from app.notices.notices import day_sentence
from app.rendering.markdown import MarkerLabel, answer_html, marker_button, paragraphs_html, visible
from app.rendering.passages import day, in_force, place_line
from app.writing.drafting import none_in_force
from knowledge.domain.documents import CELL_SEPARATOR, DocumentRecord
from knowledge.domain.passages import Passage


def guide_html(today: date, *, opened: bool) -> str:
    """Return what stands on the first screen, each sign as answers show it."""
    marker = '<span class="cw-marker">1</span>'
    signs = '<span class="cw-signs">\u2713 \u25d0 \u25cb</span>'
    as_of = f'<span class="cw-chip">{escape(texts.AS_OF_CHIP.format(day=day(today)))}</span>'
    refused = f"<strong>{escape(texts.REFUSED)}</strong>"
    rows = (
        (marker, texts.GUIDE_MARKER),
        (signs, texts.GUIDE_SUPPORT),
        (as_of, texts.GUIDE_DAY),
        (refused, texts.GUIDE_REFUSED),
    )
    listed = "".join(f"<dt>{sign}</dt><dd>{escape(words)}</dd>" for sign, words in rows)
    return (
        f'<details class="cw-guide"{" open" if opened else ""}>'
        f"<summary>{escape(texts.GUIDE)}</summary><dl>{listed}</dl></details>"
    )


def chips_html(chips: Iterable[str], meanings: Iterable[str] = ()) -> str:
    """Return short remarks side by side and, folded up behind them, what they mean."""
    shown = "".join(f"<span>{escape(visible(words))}</span>" for words in chips)
    if not shown:
        return ""
    told = "".join(f"<li>{escape(words)}</li>" for words in meanings)
    label = escape(texts.MEANING)
    folded = (
        f'<details class="cw-meaning"><summary aria-label="{label}" title="{label}">?</summary>'
        f"<ul>{told}</ul></details>"
    )
    return f'<div class="cw-chips">{shown}{folded if told else ""}</div>'


# Notices as HTML; that of an answer's day with a button for the other day.


def notice_html(notice: Notice, beside: str = "") -> str:
    """Return a notice with its icon and its name: its colour is not all that tells it.

    `beside` is HTML that stands in it, beside the words.
    """
    kind = notice.kind.value
    quiet = " cw-notice-quiet" if notice.quiet else ""
    return (
        f'<div class="cw-notice cw-notice-{kind}{quiet}" role="note">'
        f'<span class="cw-icon" aria-hidden="true">{texts.NOTICE_ICON[kind]}</span>'
        f"<div><strong>{escape(texts.NOTICE_LABEL[kind])}</strong> "
        f"{escape(visible(notice.text))}</div>{beside}</div>"
    )


def day_html(answer: Answer, *, today: date, last: bool) -> str:
    """Return for which day an answer is, and why; below the `last` one a click takes the other."""
    notice = next((n for n in answer.notices if n.kind is NoticeKind.DAY), None)
    if notice is None:
        return ""
    return notice_html(notice, _other_day_html(answer.found, today) if last else "")


def running_day_html(found: SearchOutcome | None) -> str:
    """Return for which day an answer is being written, where its question names one."""
    words = day_sentence(found) if found else ""
    return notice_html(Notice(NoticeKind.DAY, words)) if words else ""


def _other_day_html(found: SearchOutcome, today: date) -> str:
    named = found.named
    if named is None:
        return ""
    wish = DateChoice.SET if named.taken else DateChoice.NAMED
    other = (named.set_day or today) if named.taken else named.day
    words = escape(texts.DAY_INSTEAD.format(day=day(other)))
    return f'<button type="button" data-day="{wish.name.lower()}">{words}</button>'


# From an answer to what the page draws: one HTML text, its sources, notices and signs.


_QUOTE_CHARACTERS = 220
_MORE_AMONG, _MORE_SHOWN = 6, 4
# How likely the passages carry an answer, as the answerability check puts it: on outsiders'
# questions .69 of those above cite the evidence, .46 of those between, .21 of those below.
_SURE, _LIKELY = 0.8, 0.6
_QUOTE_ROWS = 3


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer below its question: text, chips, then sources or nearest documents; notes below.

    The chips stand in `html`, too; a notice of the answer's day stands above all
    (app/rendering/answers.py).
    """

    html: str
    chips: tuple[str, ...]
    notices: tuple[str, ...]


def answer_view(answer: Answer) -> AnswerView:
    """Return what the page draws for a finished answer."""
    labels = {
        citation.marker: MarkerLabel(
            texts.OPEN_SOURCE.format(marker=citation.marker, title=visible(citation.passage.title))
        )
        for citation in answer.citations
    }
    told_of = _chips(answer)
    chips, meanings = tuple(words for words, _ in told_of), (meaning for _, meaning in told_of)
    shown = chips_html(chips, meanings)
    if answer.outcome is Outcome.REFUSED:
        body = _refusal_html(answer) + shown
    elif answer.outcome is Outcome.SMALL_TALK:
        body = f'<div class="cw-text">{answer_html(answer.text, answer.sentences, labels)}</div>'
    elif answer.outcome is Outcome.NEAREST:
        body = _near_html(answer, labels) + shown + _sources_html(answer.citations, labels)
    else:
        text = answer_html(answer.text, answer.sentences, labels)
        # Before the sources: how far to trust it is seen without scrolling.
        notices = "".join(notice_html(n) for n in answer.notices if n.kind is not NoticeKind.DAY)
        body = f'<div class="cw-text">{text}</div>{shown}{notices}'
        body += _sources_html(answer.citations, labels) + _more_html(answer)
    told = {notice.text for notice in answer.notices}
    notes = [n for n in dict.fromkeys((*answer.found.notes, *answer.notes)) if n not in told]
    return AnswerView(body, chips=chips, notices=tuple(map(visible, notes)))


def partial_html(text: str, note: str = "") -> str:
    """Return an unfinished answer: what was written, and how it ended."""
    words = f'<div class="cw-text">{answer_html(text, unfinished=True)}</div>' if text else ""
    return words + (f'<p class="cw-cut" role="note">{escape(note)}</p>' if note else "")


_FOUND = "found-"
"""What opens a passage that was found and is not cited, by its place among the hits from 1."""


def passage_to_open(answer: Answer, named: str) -> str:
    """Return the id of the passage that a click names: a marker, or a place among what was found.

    Empty where it names none.
    """
    if named.isdigit():
        return passage_of_marker(answer, int(named))
    place = named.removeprefix(_FOUND)
    hits = answer.found.hits
    if place == named or not place.isdigit() or not 1 <= int(place) <= len(hits):
        return ""
    return hits[int(place) - 1].passage.id


def passage_of_marker(answer: Answer, marker: int) -> str:
    """Return the id of the passage that a marker names; empty when it names none.

    In a refusal, which cites nothing, the number is that of a nearest document.
    """
    if answer.outcome is Outcome.REFUSED:
        return _best_passage(answer, answer.nearest[marker - 1 : marker])
    return next((c.passage.id for c in answer.citations if c.marker == marker), "")


def _best_passage(answer: Answer, documents: Sequence[DocumentRecord]) -> str:
    """Return the id of the first passage found of the documents; empty where none was."""
    named = {document.id for document in documents}
    hits = (hit.passage for hit in answer.found.hits)
    return next((passage.id for passage in hits if passage.document_id in named), "")


def question_html(question: str) -> str:
    """Return the reader's own words as they were typed."""
    return f'<div class="cw-question">{paragraphs_html(question)}</div>'


def _sources_html(citations: Iterable[Citation], labels: dict[int, MarkerLabel]) -> str:
    """Return the list of sources, one entry a marker, in the order of the markers."""
    by_marker: dict[int, list[Citation]] = {}
    for citation in citations:
        by_marker.setdefault(citation.marker, []).append(citation)
    if not by_marker:
        return ""
    items = "".join(
        _source_item(marker, by_marker[marker], labels[marker].label)
        for marker in sorted(by_marker)
    )
    return f'<div class="cw-sources"><h4>{escape(texts.SOURCES)}</h4><ol>{items}</ol></div>'


def _more_html(answer: Answer) -> str:
    """Return, folded up, what else was found near to the question: a click opens it."""
    seen = {_section_of(citation.passage) for citation in answer.citations}
    items: list[str] = []
    for place, hit in enumerate(answer.found.hits[:_MORE_AMONG], start=1):
        passage = hit.passage
        if _section_of(passage) in seen or len(items) == _MORE_SHOWN:
            continue
        seen.add(_section_of(passage))
        items.append(
            f'<li><button type="button" class="cw-more-title" data-open="{_FOUND}{place}">'
            f"{escape(visible(passage.title))}</button>"
            f'<div class="cw-place">{escape(visible(place_line(passage)))}</div></li>'
        )
    if not items:
        return ""
    return (
        f'<details class="cw-more"><summary>{escape(texts.ALSO_FOUND)}</summary>'
        f"<ul>{''.join(items)}</ul></details>"
    )


def _section_of(passage: Passage) -> tuple[str, tuple[str, ...]]:
    return passage.document_id, passage.headings


def _source_item(marker: int, citations: list[Citation], label: str) -> str:
    passage = citations[0].passage
    quotes = list(dict.fromkeys(c.quote.strip() for c in citations if c.quote.strip()))
    quoted = "".join(f"<blockquote>{_quote_html(quote)}</blockquote>" for quote in quotes)
    return (
        f"<li>{marker_button(marker, label)}<div>"
        f'<button type="button" class="cw-source-title" data-open="{marker}">'
        f"{escape(visible(passage.title))}</button>"
        f'<div class="cw-place">{escape(visible(place_line(passage)))}</div>{quoted}</div></li>'
    )


def _quote_html(quote: str) -> str:
    """Return a quotation in a few lines; a table's rows keep a line each."""
    rows = [line.strip() for line in visible(quote).splitlines() if line.strip()]
    if not any(CELL_SEPARATOR in row for row in rows):
        return escape(_shortened(visible(quote)))
    shown = [
        escape(_shortened(row.replace(CELL_SEPARATOR, " \u00b7 "))) for row in rows[:_QUOTE_ROWS]
    ]
    return "<br>".join([*shown, "\u2026"] if len(rows) > _QUOTE_ROWS else shown)


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    if len(words) <= _QUOTE_CHARACTERS:
        return words
    return words[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _refusal_html(answer: Answer) -> str:
    """Return a refusal in the page's own words: the answer's text lists the documents again."""
    nothing = none_in_force(answer.found) or texts.REFUSED_EMPTY
    below = texts.REFUSED_BELOW if answer.nearest else nothing
    nearest = "".join(
        _nearest_item(number, record, opens=bool(_best_passage(answer, [record])))
        for number, record in enumerate(answer.nearest, start=1)
    )
    listed = (
        f'<div class="cw-sources"><h4>{escape(texts.NEAREST)}</h4>'
        f'<ul class="cw-nearest">{nearest}</ul></div>'
        if nearest
        else ""
    )
    return (
        f'<div class="cw-refused"><strong>{escape(texts.REFUSED)}</strong>'
        f"<p>{escape(below)}</p></div>{listed}"
    )


def _near_html(answer: Answer, labels: dict[int, MarkerLabel]) -> str:
    """Return what comes nearest to the question, set apart: it is no answer."""
    text = answer_html(answer.text, answer.sentences, labels)
    return (
        f'<div class="cw-refused"><strong>{escape(texts.NEAREST_ONLY)}</strong>'
        f'<div class="cw-text">{text}</div></div>'
    )


def _nearest_item(number: int, record: DocumentRecord, *, opens: bool) -> str:
    version = record.metadata.version
    about = " · ".join(
        part
        for part in (
            texts.VERSION_SHORT.format(version=version) if version else "",
            in_force(record.metadata.effective_from, record.metadata.effective_to),
            record.source,
        )
        if part
    )
    title = escape(visible(record.title))
    shown = (
        f'<button type="button" class="cw-nearest-title" data-open="{number}">{title}</button>'
        if opens
        else f'<span class="cw-nearest-title">{title}</span>'
    )
    return f'<li>{shown}<div class="cw-place">{escape(visible(about))}</div></li>'


def _approved_chip(approval: Approval) -> str:
    owner, since = approval.owner, day(approval.since)
    if approval.until is None:
        return texts.APPROVED_CHIP.format(owner=owner, day=since)
    return texts.APPROVED_UNTIL_CHIP.format(owner=owner, day=since, until=day(approval.until))


def _chips(answer: Answer) -> list[tuple[str, str]]:
    """Return what is said of an answer as a whole, each with what it means."""
    if answer.outcome is Outcome.SMALL_TALK:
        return []
    chips = [(texts.EDITED_CHIP, texts.EDITED_MEANS)] if answer.found.edited else []
    if answer.approval is not None:
        chips.append((_approved_chip(answer.approval), texts.APPROVED_MEANS))
    if answer.outcome is Outcome.ANSWERED:
        chips += _trust(answer)
    as_of = answer.found.query.filters.as_of
    if as_of is not None:
        chips.append((texts.AS_OF_CHIP.format(day=day(as_of)), texts.AS_OF_MEANS))
    return chips


def _trust(answer: Answer) -> list[tuple[str, str]]:
    """Return how far to trust an answer.

    A quotation is in its passage by its making; what may be wrong is that it was chosen.
    """
    if answer.answerer is Answerer.EXTRACTIVE:
        return [
            (texts.EXTRACTIVE, texts.EXTRACTIVE_MEANS),
            (_match(answer.found.evidence), texts.MATCH_MEANS),
        ]
    checked = len(answer.sentences)
    supported = sum(1 for s in answer.sentences if s.support is Support.SUPPORTED)
    return [(_coverage(supported, checked), texts.SUPPORT_MEANS)] if checked else []


def _match(evidence: float) -> str:
    """Return in words how likely the passages found carry an answer."""
    if evidence >= _SURE:
        return texts.MATCH_GOOD
    return texts.MATCH_FAIR if evidence >= _LIKELY else texts.MATCH_POOR


def _coverage(supported: int, checked: int) -> str:
    if supported == checked:
        return texts.SUPPORT_ALL.format(all=checked)
    words = texts.SUPPORT_SUMMARY if supported else texts.SUPPORT_NONE
    return words.format(supported=supported, all=checked)
