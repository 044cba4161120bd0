"""What of the records rests on a document, counted before it is changed."""

from __future__ import annotations

from app.database.approved import ApprovedAnswers
from app.database.citing import Uses, uses_of
from app.database.conversations import ConversationStore
from app.database.engine import Database
from tests.app.database.answers import BONUS, GRACE, answer


def test_answers_conversations_and_approved_answers_that_cite_it_are_counted(
    store: ConversationStore, database: Database
) -> None:
    first, second = store.start("demo"), store.start("demo")
    for thread, asked in ((first, "how long?"), (first, "and then?"), (second, "grace?")):
        store.finish(store.ask(thread.id, asked), answer(asked, GRACE))
    store.finish(store.ask(second.id, "bonus?"), answer("bonus?", BONUS))
    approved = ApprovedAnswers(database)
    kept = approved.approve("demo", answer("how long?", GRACE), owner="Ann", created_by="carl")

    counted = uses_of(database, "demo", [GRACE.document_id])
    approved.retire(kept)

    assert counted == Uses(answers=3, conversations=2, approved=1)
    assert uses_of(database, "demo", [GRACE.document_id]).approved == 0


def test_other_knowledge_bases_and_replaced_answers_do_not_count(
    store: ConversationStore, database: Database
) -> None:
    other, thread = store.start("other"), store.start("demo")
    store.finish(store.ask(other.id, "how long?"), answer("how long?", GRACE))
    store.finish(store.ask(thread.id, "how long?"), answer("how long?", GRACE))
    store.finish(store.replace_last(thread.id, "bonus?"), answer("bonus?", BONUS))

    assert uses_of(database, "demo", [GRACE.document_id]) == Uses()
    assert uses_of(database, "demo", []) == Uses()
