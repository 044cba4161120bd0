"""The Knowledge page's uploads: checked first, then added."""

from __future__ import annotations

from app.i18n import curator_texts as words
from knowledge.jobs.job import JobKind
from tests.app.ui.test_curators import opened, said, uploaded
from tests.citewell.worker.conftest import (  # noqa: F401 - the fixture
    LEAVE,
    WorkerHarness,
    harness,
)


def test_the_first_upload_makes_the_knowledge_base(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])
    harness.work()
    checked = said(test.run())
    test.button(key="add_them").click().run()
    harness.work()

    added = said(test.run())

    assert words.WOULD["added"] in checked
    assert "2 passages, 2 of them to be processed" in checked
    assert "1 added. Snapshot 1 is now live." in added
    assert [record.metadata.key for record in harness.records()] == ["Leave.md"]


def test_what_was_stated_goes_with_the_files(harness: WorkerHarness) -> None:  # noqa: F811
    harness.done(JobKind.INGEST, uploads=[harness.upload("a.md", LEAVE)])
    test = opened(harness, section=words.ADD, groups=("staff", "hr"))
    test.text_input(key="add_version").input("2027")
    test.text_input(key="add_groups").input("staff, hr")
    test.text_input(key="add_facets").input("plan=silver")
    uploaded(test, [("b.md", LEAVE)])
    harness.work()
    test.run().button(key="add_them").click().run()
    harness.work()

    metadata = next(r.metadata for r in harness.records() if r.metadata.key == "b.md")

    assert (metadata.version, metadata.groups, metadata.facets) == (
        "2027",
        ("staff", "hr"),
        {"plan": "silver"},
    )


def test_files_of_which_none_can_be_read_cannot_be_added(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("broken.pdf", "no PDF")])
    harness.work()
    test.run()

    keys = [button.key for button in test.button]

    assert words.NOTHING_TO_ADD in said(test)
    assert "add_them" not in keys
    assert "discard_upload" in keys


def test_what_is_discarded_leaves_no_file(harness: WorkerHarness) -> None:  # noqa: F811
    test = uploaded(opened(harness), [("Leave.md", LEAVE)])
    harness.work()

    test.run().button(key="discard_upload").click().run()

    assert list((harness.data / "uploads" / "hr").iterdir()) == []
    assert test.button(key="check_upload")


def test_one_key_for_two_files_is_refused(harness: WorkerHarness) -> None:  # noqa: F811
    test = opened(harness)
    test.text_input(key="add_key").input("leave")

    uploaded(test, [("a.md", LEAVE), ("b.md", LEAVE)])

    assert words.ONE_KEY in said(test)
    assert harness.jobs.latest("hr") == []
