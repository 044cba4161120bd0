"""What a curator does to a document on the Knowledge page: asked once, told, undone."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from app.i18n import curator_texts as words
from app.ui.knowledge.documents import chosen_key
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


def with_document(harness: WorkerHarness, part: str = words.LOOK) -> AppTest:  # noqa: F811
    """Return the page with its first document chosen, at a part of it."""
    chosen = harness.passages()[0].document_id
    test = opened(harness)
    test.session_state[chosen_key("hr")] = chosen
    test.session_state[f"part_{chosen}"] = part
    return test.run()


def test_a_retirement_is_asked_once_says_what_it_reaches_and_can_be_undone(
    harness: WorkerHarness,  # noqa: F811
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = with_document(harness, words.RETIRE)

    asked = said(test.button(key="ask_retire").click().run())
    assert harness.jobs.latest("hr", limit=1)[0].request.kind is JobKind.INGEST
    test.button(key="go_retire").click().run()
    harness.work()
    test.run()
    retired = harness.records()[0].metadata.effective_to
    undo = next(each for each in test.button if each.label == words.UNDO)
    undo.click().run()
    harness.work()

    assert words.SURE in asked
    assert "2 passages will no longer be found." in asked
    assert retired == date.today()
    assert harness.records()[0].metadata.effective_to is None


def test_a_deletion_is_undone_by_going_back(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = with_document(harness, words.DELETE)
    test.button(key="ask_delete").click().run()
    test.button(key="go_delete").click().run()
    harness.work()
    test.run()
    gone = harness.passages()

    next(each for each in test.button if each.label == words.UNDO).click().run()
    harness.work()

    assert gone == []
    assert len(harness.passages()) == 2


def test_the_question_of_a_change_is_taken_back_by_cancel(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = with_document(harness, words.RETIRE)
    test.button(key="ask_retire").click().run()

    test.button(key="leave_retire").click().run()

    assert words.SURE not in said(test)
    assert test.button(key="ask_retire") is not None


def test_the_chosen_document_stays_when_a_filter_hides_its_row(
    harness: WorkerHarness,  # noqa: F811
) -> None:
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = with_document(harness)

    test.text_input(key="find_documents").set_value("nothing like it").run()

    assert words.NONE_FIT in said(test)
    assert harness.passages()[0].text in said(test)


def test_a_new_version_carries_groups_owner_and_facets_over(
    harness: WorkerHarness,  # noqa: F811
) -> None:
    front = "---\ngroups: staff\nowner: Ann\nplan: gold\n---\n"
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", front + LEAVE)])
    test = with_document(harness, words.NEW_VERSION)

    test.button(key="new_version").click().run()

    assert test.text_input(key="add_groups").value == "staff"
    assert test.text_input(key="add_owner").value == "Ann"
    assert test.text_input(key="add_facets").value == "plan=gold"


def test_a_passage_is_corrected_and_another_hidden(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    first, second = harness.passages()
    test = with_document(harness)
    test.text_area(key=f"correct_{first.id}").set_value("Annual leave is 30 days.").run()
    test.button(key=f"save_{first.id}").click().run()
    harness.work()
    test.run().button(key=f"hide_{second.id}").click().run()
    harness.work()

    shown = said(test.run())

    assert not test.exception
    assert "Annual leave is 30 days." in shown
    assert "the file says: Annual leave is 25 days a year." in shown
    assert words.HIDDEN in shown
    assert [passage.text for passage in harness.passages()] == ["Annual leave is 30 days."]
