"""What the audit log says of questions and of the sources that were shown."""

from __future__ import annotations

from app.answers import Answer
from knowledge.passages import Passage


def shown_sources(answer: Answer) -> str:
    """Return the cited passages as the log names them, each once; "none" where none was cited."""
    named = dict.fromkeys(_named(citation.passage) for citation in answer.citations)
    return "; ".join(named) or "none"


def _named(passage: Passage) -> str:
    version = f" ({passage.version})" if passage.version else ""
    pages = f" p. {passage.first_page}" if passage.first_page else ""
    section = f" § {passage.headings[-1]}" if passage.headings else ""
    return f"{passage.document_key}{version}{section}{pages}"
