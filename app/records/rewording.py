"""An approved answer in a curator's own words, checked against its sources as any answer is."""

from __future__ import annotations

from dataclasses import replace

from app import curator_texts
from app.answers import Answer, Answerer
from app.checking.support import check_sentences, citations_for
from app.writing.citing import MarkerRewriter, markers_in
from knowledge.errors import InputError


def reworded(answer: Answer, text: str) -> Answer:
    """Return the answer in other words, whose markers name the passages that it cites.

    A passage that is named no longer is no source any more; the markers are numbered anew.

    Raises:
        InputError: there are no words, no marker, or one that names no source of the answer.
    """
    by_marker = {citation.marker: citation.passage for citation in answer.citations}
    passages = [by_marker[marker] for marker in sorted(by_marker)]
    named = markers_in(text)
    if unknown := [number for number in named if not 1 <= number <= len(passages)]:
        raise InputError(
            curator_texts.REWORD_UNKNOWN.format(marker=unknown[0], sources=len(passages))
        )
    if not named:
        raise InputError(curator_texts.REWORD_UNCITED)
    rewriter = MarkerRewriter(len(passages))
    written = rewriter.feed(text.strip()) + rewriter.flush()
    cited = [passages[number - 1] for number in rewriter.order]
    sentences = check_sentences(written, cited)
    return replace(
        answer,
        text=written,
        answerer=Answerer.PERSON,
        sentences=sentences,
        citations=citations_for(sentences, cited),
        notes=tuple(notice.text for notice in answer.notices),
    )
