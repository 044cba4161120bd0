"""The Knowledge page: documents, adding to them, trying searches, going back."""

from __future__ import annotations

import streamlit as st

from app import curator_texts as words
from app import texts
from app.views import (
    curating,
    knowledge_adding,
    knowledge_documents,
    knowledge_search,
    widgets,
)
from app.views.knowledge_history import show_history


def show(bench: curating.Bench) -> None:
    """Draw the page."""
    library = bench.library
    names = library.names()
    with curating.frame(words.KNOWLEDGE_PAGE):
        if not names:
            knowledge_adding.show_first(bench)
            return
        name = curating.choose_knowledge_base(names, bench.parts.settings.default_kb)
        reader = library.reader(name)
        documents, passages = library.count(name)
        curating.soft(
            words.SUMMARY.format(
                documents=texts.documents(documents),
                passages=texts.passages(passages),
                generation=reader.generation,
                model=reader.manifest.embedder.name,
            )
        )
        if not library.has_worker():
            widgets.notices((words.NO_WORKER,))
        sections = {
            words.DOCUMENTS: knowledge_documents.show,
            words.ADD: knowledge_adding.show,
            words.TRY: knowledge_search.show,
            words.HISTORY: show_history,
        }
        chosen = st.segmented_control(
            words.KNOWLEDGE_PAGE,
            list(sections),
            default=words.DOCUMENTS,
            key=curating.SECTION,
            label_visibility="collapsed",
            required=True,
        )
        sections[str(chosen or words.DOCUMENTS)](bench, name)
