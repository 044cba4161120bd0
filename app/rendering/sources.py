"""The search and the sources behind an answer, as their panels draw them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from app.domain.answers import Answer, Citation, SearchOutcome
from app.domain.caller_context import chip_words
from app.domain.replies import SearchEdits
from app.i18n import labels, texts
from app.rendering.markdown import visible
from app.rendering.passages import (
    day,
    in_force,
    pages,
    passage_html,
    place_line,
    safe_link,
    section,
)
from app.rewriting.legs import EDITED
from app.service.documents import PassageSurroundings
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Expansion, Hit, Leg
from knowledge.page_images.images import PageImage

_A_SECOND = 1000.0
_LONGEST_TEXT = 160


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One leg of the search: its words, how they were searched, how many passages it found.

    `also` are the lighter texts that were mixed in: what was said before.
    """

    words: str
    also: tuple[str, ...]
    way: str
    found: int


@dataclass(frozen=True, slots=True)
class HitRow:
    """One passage that was found, best first; `ranks` runs beside the search rows."""

    number: int
    passage_id: str
    title: str
    place: str
    ranks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search behind an answer; `added` tells which words it was widened by, and why."""

    rows: tuple[SearchRow, ...]
    limits: tuple[str, ...]
    hits: tuple[HitRow, ...]
    times: tuple[tuple[str, str], ...]
    added: tuple[str, ...] = ()


def search_view(
    found: SearchOutcome, milliseconds: Mapping[str, float] | None = None, knowledge_base: str = ""
) -> SearchView:
    """Return what a reader wants to know about a search."""
    legs = found.query.legs
    times = {**found.milliseconds, **(milliseconds or {})}
    return SearchView(
        rows=tuple(
            SearchRow(*_words(leg), way(leg), _found_by(found.hits, at))
            for at, leg in enumerate(legs)
        ),
        limits=_limits(found, knowledge_base),
        hits=tuple(_hit_row(number, hit) for number, hit in enumerate(found.hits, 1)),
        times=tuple((step_name(step), _time(value)) for step, value in times.items()),
        added=tuple(map(added_line, found.query.added)),
    )


def added_line(added: Expansion) -> str:
    """Return in one line what was searched for besides, for which words, and who says so."""
    return texts.ADDED_WORD.format(
        term=visible(added.term),
        said=visible(added.said),
        origin=texts.ADDED_BY.get(added.origin.value, added.origin.value),
    )


def way(leg: Leg) -> str:
    """Return how a leg searches: by meaning, by words."""
    return texts.LEG_KIND.get(leg.kind.value, leg.kind.value)


def why_this_source(answer: Answer, passage_id: str) -> tuple[str, ...]:
    """Return, line by line, which legs found a passage and at which rank."""
    for number, hit in enumerate(answer.found.hits, 1):
        if hit.passage.id == passage_id:
            lines = tuple(
                _why_leg(leg, rank.rank)
                for leg, rank in zip(answer.found.query.legs, hit.ranks, strict=False)
            )
            if hit.found_at is None:
                return (*lines, texts.WHY_FUSED.format(rank=number))
            reranked = texts.WHY_RERANKED.format(
                score=round(100 * hit.score), before=hit.found_at, rank=number
            )
            return (*lines, texts.WHY_FUSED.format(rank=hit.found_at), reranked)
    return (texts.WHY_NEIGHBOUR,)


def step_name(step: str) -> str:
    """Return a step's name for readers."""
    return texts.STEP_NAMES.get(step, step.replace("_", " ").capitalize())


def _why_leg(leg: Leg, rank: int | None) -> str:
    template = texts.WHY_NO_RANK if rank is None else texts.WHY_RANK
    return template.format(rank=rank, way=way(leg), text=_words(leg)[0])


def _words(leg: Leg) -> tuple[str, tuple[str, ...]]:
    """Return a leg's weightiest text and the lighter ones, each short enough to be read.

    Mixes of the question with what was said before, which all hold the last answer, are one line.
    """
    first, *lighter = (text for text, _ in sorted(leg.parts, key=lambda part: -part[1]))
    also = dict.fromkeys(
        texts.WITH_HISTORY if text.endswith(f" {first}") else _short(text) for text in lighter
    )
    return _short(first), tuple(also)


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_TEXT, placeholder=" \u2026")


def _found_by(hits: tuple[Hit, ...], leg: int) -> int:
    return sum(1 for hit in hits if leg < len(hit.ranks) and hit.ranks[leg].rank is not None)


def searched(found: SearchOutcome) -> tuple[str, ...]:
    """Return the texts that were searched for, each once: of every leg the weightiest.

    Where this is the question alone, what it means after what was said before stands instead.
    """
    lines = dict.fromkeys(max(leg.parts, key=lambda part: part[1])[0] for leg in _with(found))
    return (found.query.question,) if len(lines) == 1 and not _by_hand(found) else tuple(lines)


def hit_label(number: int, hit: Hit) -> str:
    """Return a passage that was found in one line."""
    parts = (f"{number}. {visible(hit.passage.title)}", visible(place_line(hit.passage)))
    return " \u00b7 ".join(part for part in parts if part)


def edits_made(
    found: SearchOutcome,
    *,
    turn: int,
    words: str,
    left_out: tuple[str, ...],
    as_of: date | None,
    facets: Mapping[str, str],
    without_words: tuple[str, ...] = (),
) -> SearchEdits:
    """Return what a reader changed; unchanged words leave the search as it was planned."""
    lines = tuple(line for written in words.splitlines() if (line := " ".join(written.split())))
    before = tuple(" ".join(text.split()) for text in searched(found))
    return SearchEdits(
        turn=turn,
        search_texts=() if lines == before and not _by_hand(found) else lines,
        without_passages=tuple(dict.fromkeys(left_out)),
        as_of=as_of,
        facets=facets,
        without_words=without_words,
    )


def _with(found: SearchOutcome) -> tuple[Leg, ...]:
    return tuple(leg for leg in found.query.legs if leg.parts)


def _by_hand(found: SearchOutcome) -> bool:
    """Tell whether the texts were written by the reader: then they are to be kept as they are."""
    return any(leg.name == EDITED for leg in found.query.legs)


def _limits(found: SearchOutcome, knowledge_base: str) -> tuple[str, ...]:
    filters = found.query.filters
    facets = tuple(chip_words(*facet) for facet in sorted(filters.facets.items()))
    named = (texts.FILTER_KNOWLEDGE_BASE.format(kb=knowledge_base),) if knowledge_base else ()
    out = len(filters.without_passages)
    without = (texts.FILTER_WITHOUT.format(passages=texts.passages(out)),) if out else ()
    return (*named, _day_limit(found), *facets, *filters.document_keys, *without)


def _day_limit(found: SearchOutcome) -> str:
    as_of, named = found.query.filters.as_of, found.named
    if as_of is None:
        return texts.FILTER_ALL_VERSIONS
    if named is not None and named.taken:
        return texts.FILTER_AS_NAMED.format(day=day(as_of), words=named.words)
    return texts.FILTER_AS_OF.format(day=day(as_of))


def _hit_row(number: int, hit: Hit) -> HitRow:
    passage = hit.passage
    ranks = tuple(rank.rank for rank in hit.ranks)
    return HitRow(number, passage.id, passage.title, place_line(passage), ranks)


def _time(milliseconds: float) -> str:
    if milliseconds >= _A_SECOND:
        return texts.SECONDS.format(value=texts.decimal(milliseconds / _A_SECOND))
    return texts.MILLISECONDS.format(value=f"{milliseconds:.0f}" if milliseconds >= 1 else "<1")


# From a source of an answer to what its panel draws: metadata, words in their place, reasons.


@dataclass(frozen=True, slots=True)
class SourceView:
    """An opened source. `details` are label and value; `quotes` the words that carry the answer.

    `link` is empty where there is no original that a browser may open.
    """

    heading: str
    passage: Passage
    details: tuple[tuple[str, str], ...]
    quotes: tuple[str, ...]
    why: tuple[str, ...]
    link: str

    @property
    def title(self) -> str:
        """The document's title."""
        return visible(self.passage.title)


def source_view(answer: Answer, passage_id: str) -> SourceView | None:
    """Return one source of an answer; None when the answer has no such passage."""
    cited = [citation for citation in answer.citations if citation.passage.id == passage_id]
    passage = cited[0].passage if cited else _hit_passage(answer, passage_id)
    if passage is None:
        return None
    quotes = (*(c.quote for c in cited if c.quote), *_sentences_of(answer, cited))
    return SourceView(
        heading=texts.SOURCE.format(marker=cited[0].marker) if cited else texts.PASSAGES_FOUND,
        passage=passage,
        details=_details(passage),
        quotes=tuple(dict.fromkeys(quotes)),
        why=tuple(map(visible, why_this_source(answer, passage_id))),
        link=safe_link(passage.source_url),
    )


def source_head_html(view: SourceView) -> str:
    """Return the title and where it stands."""
    details = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in view.details
    )
    link = (
        f'<p class="cw-original"><a href="{escape(view.link)}" target="_blank" '
        f'rel="noopener noreferrer">{escape(texts.OPEN_ORIGINAL)}</a></p>'
        if view.link
        else ""
    )
    return (
        f'<div class="cw-source-open"><h2>{escape(view.title)}</h2><dl>{details}</dl>{link}</div>'
    )


def source_words_html(view: SourceView, around: PassageSurroundings | None = None) -> str:
    """Return the passage with its quotes marked, between what stands before and after it."""
    near = around or PassageSurroundings()
    words = passage_html(view.passage.text, view.quotes)
    legend = f'<p class="cw-legend">{escape(texts.HIGHLIGHT)}</p>' if "<mark>" in words else ""
    changed = f'<p class="cw-legend">{escape(texts.SOURCE_CHANGED)}</p>' if near.changed else ""
    return (
        '<div class="cw-source-open">'
        + _neighbours_html(near.before, view.passage)
        + f'<div class="cw-passage">{words}</div>{legend}{changed}'
        + _neighbours_html(near.after, view.passage)
        + "</div>"
    )


def why_html(view: SourceView) -> str:
    """Return why the search brought this passage, folded."""
    why = "".join(f"<li>{escape(line)}</li>" for line in view.why)
    return (
        '<div class="cw-source-open"><details><summary>'
        f"{escape(texts.WHY_SOURCE)}</summary><ul>{why}</ul></details></div>"
    )


def page_legend(image: PageImage, quotes: Sequence[str]) -> str:
    """Return in words what is marked on a page, or why nothing is."""
    if image.marked:
        return texts.PAGE_MARKED
    if not image.has_text:
        return texts.PAGE_IS_SCAN
    return texts.PAGE_UNMARKED if quotes else ""


def _neighbours_html(passages: Sequence[Passage], beside: Passage) -> str:
    """Return neighbouring passages, a heading line wherever another section begins."""
    shown, headings = [], beside.headings
    for passage in passages:
        if passage.headings != headings and section(passage):
            shown.append(f'<p class="cw-place">{escape(visible(section(passage)))}</p>')
        headings = passage.headings
        shown.append(passage_html(passage.text))
    return f'<div class="cw-around">{"".join(shown)}</div>' if shown else ""


def _sentences_of(answer: Answer, cited: Sequence[Citation]) -> tuple[str, ...]:
    """Return the sentences that cite a passage: those that stand in it word for word get marked."""
    markers = {citation.marker for citation in cited}
    return tuple(s.text for s in answer.sentences if markers.intersection(s.markers))


def _hit_passage(answer: Answer, passage_id: str) -> Passage | None:
    hits = (hit.passage for hit in answer.found.hits)
    return next((passage for passage in hits if passage.id == passage_id), None)


def _details(passage: Passage) -> tuple[tuple[str, str], ...]:
    first, last = passage.first_page, passage.last_page
    several = last not in (None, first)
    page = pages(passage) if first is None else f"{first}\u2013{last}" if several else f"{first}"
    listed = (
        (labels.SECTION, section(passage)),
        (labels.PLACE if first is None else labels.PAGES if several else labels.PAGE, page),
        (labels.VERSION, passage.version),
        (labels.IN_FORCE, in_force(passage.effective_from, passage.effective_to)),
        (labels.FILE, passage.source),
    )
    return tuple((str(label), visible(value)) for label, value in listed if value)
