"""The answer that is being written, as it grows."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape

import streamlit as st

from app.i18n import texts
from app.rendering.answers import running_day_html
from app.rendering.markdown import answer_html
from app.service.running_replies import ReplyProgress, RunningReply
from app.ui import widgets

_LOOK_EVERY_SECONDS = 0.08
_FILL_IN_AFTER_SECONDS = 0.4


def follow(
    reply: RunningReply, *, opened: Callable[[], bool], fill_in: Callable[[], None] | None = None
) -> None:
    """Look on until the reply is over; the reader's stop stops it, a lost connection does not.

    `fill_in` draws the turns above that still stand on the page from the last run. A quick answer
    does not wait for them, since the page is drawn anew right after it.
    """
    began = time.monotonic()
    place = st.empty()
    st.button(
        texts.STOP, icon=":material/stop:", type="tertiary", key="stop_reply", on_click=reply.stop
    )
    shown = ""
    with widgets.stopping(reply.stop):
        while True:
            # Drawn only when there is more to see: twenty waiting pages would keep the server
            # and their browsers busy with what stands there already.
            html = _running_html(reply.progress, opened=opened())
            if html != shown:
                place.html(_framed(html, above_stands=fill_in is not None))
                shown = html
            if _wait(reply):
                break
            widgets.heed_clicks()
            if fill_in is not None and time.monotonic() - began > _FILL_IN_AFTER_SECONDS:
                fill_in()
                fill_in = None
    # Without the note of a stop, which would show for a blink before the page is drawn again.
    written = running_day_html(reply.progress.found) + _written_html(reply.progress.text)
    place.html(_framed(written, above_stands=fill_in is not None))


def _wait(reply: RunningReply) -> bool:
    """Wait until it is time to draw again: at once for the first words, then now and then."""
    if reply.progress.text:
        return reply.wait(_LOOK_EVERY_SECONDS)
    return reply.wait_for_news(_LOOK_EVERY_SECONDS)


def _running_html(progress: ReplyProgress, *, opened: bool) -> str:
    if progress.text.strip():
        shown = running_day_html(progress.found) + _written_html(progress.text)
    else:
        shown = (
            f'<p class="cw-waiting" role="status">{escape(_waiting(progress, opened=opened))}</p>'
        )
    note = texts.STOPPED if progress.text.strip() else texts.STOPPED_EMPTY
    return f'{shown}<p class="cw-cut">{escape(note)}</p>'


def _framed(html: str, *, above_stands: bool) -> str:
    kind = "cw-running cw-above-stands" if above_stands else "cw-running"
    return f'<div class="{kind}">{html}</div>'


def _written_html(text: str) -> str:
    return f'<div class="cw-text">{answer_html(text, unfinished=True)}</div>'


def _waiting(progress: ReplyProgress, *, opened: bool) -> str:
    if progress.found is None:
        return texts.SEARCHING if opened else texts.OPENING
    hits = progress.found.hits
    documents = {hit.passage.document_id for hit in hits}
    return texts.READING.format(
        passages=texts.passages(len(hits)), documents=texts.documents(len(documents))
    )
