"""From a source of an answer to what its panel draws: facts, words in their place, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app import texts
from app.answers import Answer, Citation
from app.source_documents import Surroundings
from app.views.presenting_passages import in_force, pages, passage_html, safe_link, section
from app.views.presenting_search import why_this_source
from app.views.presenting_text import visible
from knowledge.page_images import PageImage
from knowledge.passages import Passage


@dataclass(frozen=True, slots=True)
class SourceView:
    """An opened source. `facts` are label and value; `quotes` are the words that carry the answer.

    `link` is empty where there is no original that a browser may open.
    """

    heading: str
    passage: Passage
    facts: tuple[tuple[str, str], ...]
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
        facts=_facts(passage),
        quotes=tuple(dict.fromkeys(quotes)),
        why=tuple(map(visible, why_this_source(answer, passage_id))),
        link=safe_link(passage.source_url),
    )


def source_head_html(view: SourceView) -> str:
    """Return the title and where it stands."""
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in view.facts
    )
    link = (
        f'<p class="cw-original"><a href="{escape(view.link)}" target="_blank" '
        f'rel="noopener noreferrer">{escape(texts.OPEN_ORIGINAL)}</a></p>'
        if view.link
        else ""
    )
    return f'<div class="cw-source-open"><h2>{escape(view.title)}</h2><dl>{facts}</dl>{link}</div>'


def source_words_html(view: SourceView, around: Surroundings | None = None) -> str:
    """Return the passage with its quotes marked, between what stands before and after it."""
    near = around or Surroundings()
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


def _facts(passage: Passage) -> tuple[tuple[str, str], ...]:
    first, last = passage.first_page, passage.last_page
    several = last not in (None, first)
    page = pages(passage) if first is None else f"{first}\u2013{last}" if several else f"{first}"
    listed = (
        (texts.SECTION, section(passage)),
        (texts.PLACE if first is None else texts.PAGES if several else texts.PAGE, page),
        (texts.VERSION, passage.version),
        (texts.IN_FORCE, in_force(passage.effective_from, passage.effective_to)),
        (texts.FILE, passage.source),
    )
    return tuple((label, visible(value)) for label, value in listed if value)
