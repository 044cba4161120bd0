"""Pairs from the desk's own past: questions whose answers readers rated well."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import closing

from app.database.engine import FILE_NAME, open_database
from app.database.feedback import Feedback, FeedbackStore, Rating
from app.writing.masking import Mask
from finetune.pairing.pairs import Pair
from knowledge.settings import Settings


def asked_pairs(settings: Settings, kb: str, readable: Container[str]) -> list[Pair]:
    """Return a pair for each passage that a well-rated answer cites and that still is there.

    `readable` holds the ids of the passages that may be used.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if settings.database_url is None and not (settings.data_dir / FILE_NAME).is_file():
        return []  # no conversation was ever kept; opening would make an empty file
    with closing(open_database(settings.database_url, settings.data_dir)) as database:
        rated = FeedbackStore(database).since(knowledge_base=kb)
    return pairs_of_feedback(rated, readable)


def pairs_of_feedback(rated: Sequence[Feedback], readable: Container[str]) -> list[Pair]:
    """Return the pairs of verdicts that are good, identifiers of people hidden.

    A model can give away what it was trained on.
    """
    return [
        Pair(
            question_id=f"asked-{each.turn_id}",
            question=Mask().hide(each.question),
            passage_id=citation.passage.id,
            passage=citation.passage.search_text,
            document=citation.passage.document_key,
            kind="asked",
            grade=3,
            made_from="rated answers",
        )
        for each in rated
        if each.rating is Rating.UP and each.answer is not None and each.question.strip()
        for citation in each.answer.citations
        if citation.passage.id in readable
    ]
