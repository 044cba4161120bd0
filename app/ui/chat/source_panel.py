"""The opened source beside the conversation: its words in their place, its page, its original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Literal

import streamlit as st

from app.domain.answers import Answer
from app.i18n import texts
from app.rendering.sources import (
    SourceView,
    page_legend,
    source_head_html,
    source_view,
    source_words_html,
    why_html,
)
from app.service.documents import Original, PassageSurroundings, SourceDocuments
from app.ui import state, widgets
from app.ui.chat import components
from knowledge.domain.errors import AssistantError
from knowledge.page_images.images import PageImage

_STEP = 2
_LOOKED_AT, _OPENED = "source_looked_at", "original_opened"


@dataclass(frozen=True, slots=True)
class ShownPage:
    """How far the reader went from a source: passages before and after, and another page."""

    passage_id: str
    before: int = 0
    after: int = 0
    page: int | None = None


def show_source(answer: Answer, passage_id: str, documents: SourceDocuments | None = None) -> None:
    """Draw an opened source; what the document behind it adds, as far as the reader may see it."""
    view = source_view(answer, passage_id)
    if view is None:
        state.close_source()
        return
    with components.panel(view.heading, occasion=passage_id, on_close=state.close_source):
        st.html(source_head_html(view))
        try:
            _show_document(view, documents)
        except AssistantError as error:
            widgets.trouble(str(error))
        st.html(why_html(view))


def _show_document(view: SourceView, documents: SourceDocuments | None) -> None:
    looked_at = _looked_at(view.passage.id)
    around = (
        documents.surroundings(view.passage, before=looked_at.before, after=looked_at.after)
        if documents
        else PassageSurroundings()
    )
    _further(looked_at, around, earlier=True)
    st.html(source_words_html(view, around))
    _further(looked_at, around, earlier=False)
    original = documents.original(view.passage.document_id) if documents else None
    if documents is None or original is None:
        return
    st.download_button(
        texts.DOWNLOAD_ORIGINAL,
        data=partial(documents.downloaded, original),
        file_name=original.name,
        mime=original.media_type,
        icon=":material/download:",
        key=f"download_{view.passage.document_id}",
        on_click="ignore",
    )
    if original.has_pages and view.passage.first_page is not None:
        _show_page(view, documents, original)


def _further(looked_at: ShownPage, around: PassageSurroundings, *, earlier: bool) -> None:
    """Draw the button that shows more of the document on one side of the passage."""
    if not (around.more_before if earlier else around.more_after):
        return
    more = (
        replace(looked_at, before=looked_at.before + _STEP)
        if earlier
        else replace(looked_at, after=looked_at.after + _STEP)
    )
    st.button(
        texts.READ_BEFORE if earlier else texts.READ_AFTER,
        icon=":material/expand_less:" if earlier else ":material/expand_more:",
        key="read_before" if earlier else "read_after",
        type="tertiary",
        on_click=_look_at,
        args=(more,),
    )


def _show_page(view: SourceView, documents: SourceDocuments, original: Original) -> None:
    """Draw the page's picture, with buttons to the pages around it."""
    looked_at = _looked_at(view.passage.id)
    if st.session_state.get(_OPENED) != original.record.id:
        # Once for as long as the reader stays with it: each click draws the page again.
        st.session_state[_OPENED] = original.record.id
        documents.opened(original)
    image = documents.page(original, _pages(view, looked_at.page), view.quotes)
    with st.container(key="page"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="cw-aside">{escape(_page_of(image))}</p>')
            _page_button(looked_at, image.page - 1, image, forward=False)
            _page_button(looked_at, image.page + 1, image, forward=True)
            if st.button(
                texts.ENLARGE_PAGE, icon=":material/zoom_in:", key="enlarge", type="tertiary"
            ):
                _enlarge(_page_of(image), view.title, image)
        alt = texts.PAGE_ALT.format(page=image.page, title=view.title)
        _picture(image, alt)
        legend = page_legend(image, view.quotes)
        if legend:
            st.html(f'<p class="cw-legend">{escape(legend)}</p>')


def _enlarge(heading: str, title: str, image: PageImage) -> None:
    @st.dialog(f"{widgets.plain_label(title)} \u00b7 {heading}", width="large")
    def enlarged() -> None:
        _picture(image, heading)

    enlarged()


def _picture(image: PageImage, alt: str) -> None:
    # Named, for Streamlit would make a blurred JPEG of small letters.
    kind: Literal["PNG", "JPEG"] = "PNG" if image.picture[:4] == b"\x89PNG" else "JPEG"
    st.image(image.picture, width="stretch", alt=alt, output_format=kind)


def _page_of(image: PageImage) -> str:
    return texts.PAGE_OF.format(page=image.page, pages=image.pages)


def _page_button(looked_at: ShownPage, page: int, image: PageImage, *, forward: bool) -> None:
    st.button(
        texts.NEXT_PAGE if forward else texts.PREVIOUS_PAGE,
        icon=":material/chevron_right:" if forward else ":material/chevron_left:",
        key="next_page" if forward else "previous_page",
        type="tertiary",
        disabled=not 1 <= page <= image.pages,
        on_click=_look_at,
        args=(replace(looked_at, page=page),),
    )


def _pages(view: SourceView, chosen: int | None) -> Sequence[int]:
    if chosen is not None:
        return (chosen,)
    first = view.passage.first_page or 1
    return range(first, (view.passage.last_page or first) + 1)


def _looked_at(passage_id: str) -> ShownPage:
    value = st.session_state.get(_LOOKED_AT)
    if isinstance(value, ShownPage) and value.passage_id == passage_id:
        return value
    return ShownPage(passage_id)


def _look_at(looked_at: ShownPage) -> None:
    st.session_state[_LOOKED_AT] = looked_at
