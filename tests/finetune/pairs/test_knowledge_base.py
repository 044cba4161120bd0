from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.database.conversations import ConversationStore
from app.database.engine import FILE_NAME, open_database
from app.database.escalations import EscalationStore
from app.database.feedback import FeedbackStore, Rating
from app.records.stored_conversations import DatabaseConversations
from finetune.pairs.knowledge_base import asked_pairs
from knowledge.settings.settings import Settings
from tests.app.database.answers import BONUS, GRACE, answer
from tests.flat_settings import settings_with

LATE = "I am MRN 4471902, what if I pay late?"


def asked_and_rated(data_dir: Path, rating: Rating) -> Settings:
    """Keep a conversation whose answer cites two passages, and a reader's verdict on it."""
    settings = settings_with(data_dir=data_dir)
    with closing(open_database(None, data_dir)) as database:
        feedback = FeedbackStore(database)
        book = DatabaseConversations(
            ConversationStore(database), feedback, EscalationStore(database), "ada"
        )
        identifier = book.ask("", "demo", LATE)
        book.reply_store(identifier).finished(answer(LATE, GRACE, BONUS))
        (exchange,) = book.exchanges(identifier)
        feedback.give(exchange.turn, "ada", rating)
    return settings


def test_a_question_whose_answer_was_rated_well_becomes_a_pair(tmp_path: Path) -> None:
    settings = asked_and_rated(tmp_path, Rating.UP)

    (pair,) = asked_pairs(settings.database, settings.data_dir, "demo", {GRACE.id})

    assert (pair.passage, pair.document, pair.kind) == (GRACE.search_text, "premiums.md", "asked")
    assert "4471902" not in pair.question
    assert "what if I pay late?" in pair.question


def test_a_passage_that_may_not_be_read_is_not_used(tmp_path: Path) -> None:
    settings = asked_and_rated(tmp_path, Rating.UP)

    assert asked_pairs(settings.database, settings.data_dir, "demo", set()) == []


def test_a_question_whose_answer_was_rated_badly_teaches_nothing(tmp_path: Path) -> None:
    settings = asked_and_rated(tmp_path, Rating.DOWN)

    assert asked_pairs(settings.database, settings.data_dir, "demo", {GRACE.id, BONUS.id}) == []


def test_another_knowledge_base_teaches_nothing(tmp_path: Path) -> None:
    settings = asked_and_rated(tmp_path, Rating.UP)

    assert asked_pairs(settings.database, settings.data_dir, "other", {GRACE.id}) == []


def test_where_nothing_was_ever_asked_no_database_is_made(tmp_path: Path) -> None:
    whole = settings_with(data_dir=tmp_path)
    assert asked_pairs(whole.database, whole.data_dir, "demo", {GRACE.id}) == []
    assert not (tmp_path / FILE_NAME).exists()
