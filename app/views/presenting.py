"""From an answer to what the page draws: one HTML text, its sources, notices and signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from app import texts
from app.answers import Answer, Answerer, Citation, Support
from app.views.presenting_passages import (
    day,
    in_force,
    pages,
    passage_html,
    place_line,
    safe_link,
    section,
)
from app.views.presenting_search import why_this_source
from app.views.presenting_text import (
    MarkerLabel,
    answer_html,
    marker_button,
    paragraphs_html,
    visible,
)
from knowledge.documents import DocumentRecord
from knowledge.passages import Passage

_QUOTE_CHARACTERS = 220


@dataclass(frozen=True, slots=True)
class SourceView:
    """An opened source. `facts` are label and value; `html` is the passage with its quotes marked.

    `link` is empty where there is no original that a browser may open.
    """

    heading: str
    title: str
    facts: tuple[tuple[str, str], ...]
    html: str
    quoted: bool
    why: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer below its question: the text, then sources or nearest documents, then signs."""

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
    if answer.refused:
        body = _refusal_html(answer)
    else:
        text = answer_html(answer.text, answer.sentences, labels)
        body = f'<div class="cw-text">{text}</div>' + _sources_html(answer.citations, labels)
    notes = dict.fromkeys((*answer.found.notes, *answer.notes))
    return AnswerView(body, chips=_chips(answer), notices=tuple(map(visible, notes)))


def partial_html(text: str, note: str = "") -> str:
    """Return an unfinished answer: what was written, and how it ended."""
    words = f'<div class="cw-text">{answer_html(text, unfinished=True)}</div>' if text else ""
    return words + (f'<p class="cw-cut" role="note">{escape(note)}</p>' if note else "")


def source_view(answer: Answer, passage_id: str) -> SourceView | None:
    """Return one source of an answer; None when the answer has no such passage."""
    cited = [citation for citation in answer.citations if citation.passage.id == passage_id]
    passage = cited[0].passage if cited else _hit_passage(answer, passage_id)
    if passage is None:
        return None
    quotes = (*(c.quote for c in cited if c.quote), *_sentences_of(answer, cited))
    return SourceView(
        heading=texts.SOURCE.format(marker=cited[0].marker) if cited else texts.PASSAGES_FOUND,
        title=visible(passage.title),
        facts=_facts(passage),
        html=passage_html(passage.text, quotes),
        quoted=bool(quotes),
        why=tuple(map(visible, why_this_source(answer, passage_id))),
        link=safe_link(passage.source_url),
    )


def passage_of_marker(answer: Answer, marker: int) -> str:
    """Return the id of the passage that a marker names; empty when it names none."""
    return next((c.passage.id for c in answer.citations if c.marker == marker), "")


def source_html(view: SourceView) -> str:
    """Return an opened source as HTML."""
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in view.facts
    )
    why = "".join(f"<li>{escape(line)}</li>" for line in view.why)
    quoted = f'<p class="cw-legend">{escape(texts.HIGHLIGHT)}</p>' if view.quoted else ""
    link = (
        f'<p><a href="{escape(view.link)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(texts.OPEN_ORIGINAL)}</a></p>"
        if view.link
        else ""
    )
    return (
        f'<div class="cw-source-open"><h3>{escape(view.title)}</h3><dl>{facts}</dl>'
        f'<div class="cw-passage">{view.html}</div>{quoted}{link}'
        f"<details><summary>{escape(texts.WHY_SOURCE)}</summary><ul>{why}</ul></details></div>"
    )


def question_html(question: str) -> str:
    """Return the reader's own words as they were typed."""
    return f'<div class="cw-question">{paragraphs_html(question)}</div>'


def _sentences_of(answer: Answer, cited: list[Citation]) -> tuple[str, ...]:
    """Return the sentences that cite a passage: those that stand in it word for word get marked."""
    markers = {citation.marker for citation in cited}
    return tuple(s.text for s in answer.sentences if markers.intersection(s.markers))


def _hit_passage(answer: Answer, passage_id: str) -> Passage | None:
    hits = (hit.passage for hit in answer.found.hits)
    return next((passage for passage in hits if passage.id == passage_id), None)


def _facts(passage: Passage) -> tuple[tuple[str, str], ...]:
    page = pages(passage)
    several = passage.last_page not in (None, passage.first_page)
    listed = (
        (texts.SECTION, section(passage)),
        (texts.PAGES if several else texts.PAGE, page.removeprefix("pp. ").removeprefix("p. ")),
        (texts.VERSION, passage.version),
        (texts.IN_FORCE, in_force(passage.effective_from, passage.effective_to)),
        (texts.FILE, passage.source),
    )
    return tuple((label, visible(value)) for label, value in listed if value)


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


def _source_item(marker: int, citations: list[Citation], label: str) -> str:
    passage = citations[0].passage
    quotes = list(dict.fromkeys(c.quote.strip() for c in citations if c.quote.strip()))
    quoted = "".join(f"<blockquote>{escape(_shortened(quote))}</blockquote>" for quote in quotes)
    return (
        f"<li>{marker_button(marker, label)}<div>"
        f'<button type="button" class="cw-source-title" data-open="{marker}">'
        f"{escape(visible(passage.title))}</button>"
        f'<div class="cw-place">{escape(visible(place_line(passage)))}</div>{quoted}</div></li>'
    )


def _shortened(quote: str) -> str:
    words = " ".join(visible(quote).split())
    if len(words) <= _QUOTE_CHARACTERS:
        return words
    return words[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _refusal_html(answer: Answer) -> str:
    """Return a refusal in the page's own words: the answer's text lists the documents again."""
    below = texts.REFUSED_BELOW if answer.nearest else texts.REFUSED_EMPTY
    nearest = "".join(map(_nearest_item, answer.nearest))
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


def _nearest_item(record: DocumentRecord) -> str:
    version = record.facts.version
    about = " · ".join(
        part
        for part in (
            texts.VERSION_SHORT.format(version=version) if version else "",
            in_force(record.facts.effective_from, record.facts.effective_to),
            record.source,
        )
        if part
    )
    return (
        f"<li><span class='cw-nearest-title'>{escape(visible(record.title))}</span>"
        f'<div class="cw-place">{escape(visible(about))}</div></li>'
    )


def _chips(answer: Answer) -> tuple[str, ...]:
    chips: list[str] = []
    if answer.answerer is Answerer.EXTRACTIVE and not answer.refused:
        chips.append(texts.EXTRACTIVE)
    checked = len(answer.sentences)
    supported = sum(1 for s in answer.sentences if s.support is Support.SUPPORTED)
    if checked and supported < checked:
        chips.append(texts.SUPPORT_SUMMARY.format(supported=supported, all=checked))
    as_of = answer.found.query.filters.as_of
    if as_of is not None:
        chips.append(texts.AS_OF_CHIP.format(day=day(as_of)))
    return tuple(chips)
