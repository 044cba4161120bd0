"""The Knowledge page's trial: one question searched in two ways, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from app.domain.answers import SearchOutcome
from app.domain.conversations import Conversation, Turn
from app.domain.replies import AnswerRequest
from app.i18n import curator_texts as words
from app.i18n import texts
from app.pipeline.search_trials import ComparedHit, SearchVariant, TrialLegs, side_by_side
from app.ui import curators
from knowledge.models.catalogue.rerankers import chosen_reranker
from knowledge.settings.settings import Settings

_WITHOUT_MODEL = ("", "none", "concat", "history")
_WITH_MODEL = (*_WITHOUT_MODEL, "standalone", "diverse")
_TEXT_CHARACTERS = 240


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the question, two ways to search, and what each finds."""
    with st.form("try_search", border=False):
        question = st.text_input(words.QUESTION, key="try_question")
        before = st.text_area(words.SAID_BEFORE, key="try_before", height=68)
        as_of = st.date_input(words.AS_OF, value=None, key="try_as_of", format="YYYY-MM-DD")
        left, right = st.columns(2, gap="large")
        with left:
            first = _way(0, workspace.resources.settings)
        with right:
            second = _way(1, workspace.resources.settings)
        pressed = st.form_submit_button(words.SEARCH, type="primary")
    if not question.strip():
        return
    if pressed:
        workspace.admin.note_trial(name, question.strip())
    with st.spinner(texts.SEARCHING):
        request = AnswerRequest(workspace.person.groups, as_of if isinstance(as_of, date) else None)
        said = Conversation(tuple(Turn(line, "") for line in before.splitlines() if line.strip()))
        assistants = workspace.resources.assistants
        found = [
            assistants.trial(name, way).find(said, question.strip(), request)
            for way in (first, second)
        ]
    pairs = side_by_side(found[0], found[1])
    for column, at in zip(st.columns(2, gap="large"), (0, 1), strict=True):
        with column, st.container(key=f"found_{at}"):
            _found(words.WAY[at], found[at], pairs[at])


def _way(at: int, settings: Settings) -> SearchVariant:
    curators.heading(words.WAY[at])
    choices = _WITH_MODEL if settings.llm.model else _WITHOUT_MODEL
    rewriting = st.selectbox(
        words.REWRITING,
        choices,
        format_func=lambda each: each or words.REWRITING_SET,
        key=f"rewriting_{at}",
    )
    legs = st.selectbox(
        words.LEGS,
        [each.value for each in TrialLegs],
        index=at,
        format_func=lambda each: words.LEG_NAMES[each],
        key=f"legs_{at}",
    )
    can_rerank = bool(chosen_reranker(settings.reranker.name))
    rerank = can_rerank and st.checkbox(words.RERANK, value=True, key=f"rerank_{at}")
    return SearchVariant(str(rewriting), TrialLegs(str(legs)), rerank)


def _found(title: str, found: SearchOutcome, hits: Sequence[ComparedHit]) -> None:
    curators.heading(title)
    searched = dict.fromkeys(text for leg in found.query.legs for text, _ in leg.parts)
    curators.soft(words.SEARCHED_FOR.format(words=" · ".join(searched)))
    verdict = words.ENOUGH if found.enough else words.NOT_ENOUGH
    total = sum(found.milliseconds.values())
    curators.soft(
        words.EVIDENCE.format(
            score=f"{found.evidence:.2f}", verdict=verdict, milliseconds=f"{total:,.0f}"
        )
    )
    if not hits:
        curators.soft(words.FOUND_NOTHING)
    st.html("".join(_hit(hit) for hit in hits))


def _hit(hit: ComparedHit) -> str:
    other = (
        f'<span class="cw-only">{escape(words.ONLY_HERE)}</span>'
        if hit.other_rank is None
        else escape(words.ALSO.format(rank=hit.other_rank))
    )
    text = " ".join(hit.text.split())
    shown = text if len(text) <= _TEXT_CHARACTERS else text[:_TEXT_CHARACTERS].rstrip() + "\u2026"
    return (
        f'<div class="cw-hit"><b>{hit.rank}. {escape(hit.title)}</b> '
        f'<div class="cw-place">{escape(hit.place)} · {other}</div><p>{escape(shown)}</p></div>'
    )
