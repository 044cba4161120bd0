"""What a curator sees of the knowledge bases: states, words, groups, corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.auth.visitor import Visitor
from app.database.audit import Action
from app.domain.person import Person
from app.records.opening import open_records
from app.service.knowledge_admin import InForce, KnowledgeAdmin
from app.ui.knowledge.uploads import listed, named
from knowledge.care.curator_records import Curation, corrected
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.jobs.job import JobKind
from knowledge.jobs.table import open_jobs
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.builders import passage, published
from tests.flat_settings import settings_with

TODAY = date(2026, 11, 20)
OLD = passage("25 days.", document_key="leave", version="2025", effective_from=date(2025, 1, 1))
NOW = passage("26 days.", document_key="leave", version="2026", effective_from=date(2026, 1, 1))
NEXT = passage("28 days.", document_key="leave", version="2027", effective_from=date(2027, 1, 1))
BOARD = passage("Much.", document_key="pay", title="Board pay", groups=("board",))
ADMIN = Person("ada", Role.ADMIN, ())
CURATOR = Person("carl", Role.CURATOR, ("staff",))

Opened = Callable[[Person], KnowledgeAdmin]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(data_dir=tmp_path)


@pytest.fixture
def admin(settings: Settings) -> Iterator[Opened]:
    store = open_store(settings.store, settings.data_dir)
    published(store, "desk", [OLD], [NOW], [NEXT], [BOARD])
    with (
        closing(open_records(settings.database, settings.data_dir)) as records,
        closing(open_jobs(settings)) as jobs,
    ):
        yield lambda person: KnowledgeAdmin(
            settings, store, records.database, jobs, Visitor.always(person)
        )


def test_each_version_says_whether_it_is_in_force(admin: Opened) -> None:
    rows = admin(CURATOR).rows("desk", TODAY)

    assert [(r.record.metadata.version, r.state, r.last_day) for r in rows] == [
        ("2025", InForce.ENDED, date(2025, 12, 31)),
        ("2026", InForce.NOW, date(2026, 12, 31)),
        ("2027", InForce.LATER, None),
    ]


def test_a_curator_sees_the_documents_of_own_groups_and_an_admin_all(admin: Opened) -> None:
    mine = {row.record.metadata.key for row in admin(CURATOR).rows("desk", TODAY)}
    everything = {row.record.metadata.key for row in admin(ADMIN).rows("desk", TODAY)}

    assert (mine, everything) == ({"leave"}, {"leave", "pay"})


@pytest.mark.parametrize(
    ("words", "fits"), [(["board"], True), (["pay", "board"], True), (["x"], False)]
)
def test_a_document_is_found_by_all_the_words(admin: Opened, words: list[str], fits: bool) -> None:
    row = next(r for r in admin(ADMIN).rows("desk", TODAY) if r.record.metadata.key == "pay")

    assert row.holds(words) is fits


def test_what_was_corrected_or_hidden_is_told(admin: Opened, settings: Settings) -> None:
    curation = Curation(settings.data_dir / "curation" / "desk.json")
    curation.set(BOARD, "Little.")
    curation.set(passage("Secret.", document_key="pay"), None)
    published(open_store(settings.store, settings.data_dir), "desk", [corrected(BOARD, "Little.")])
    shelf = {r.record.metadata.key: r.record for r in admin(ADMIN).rows("desk", TODAY)}

    rows = admin(ADMIN).passages("desk", shelf["pay"])
    hidden = admin(ADMIN).hidden("desk", shelf["pay"])

    assert [(row.passage.text, row.original) for row in rows] == [("Little.", "Much.")]
    assert [entry.original for entry in hidden] == ["Secret."]


def test_a_job_is_noted_in_the_audit_log_with_who_asked(admin: Opened, settings: Settings) -> None:
    identifier = admin(CURATOR).ask(
        JobKind.DELETE, "desk", {"document_key": "leave", "purge": True}, what="leave"
    )

    job = admin(CURATOR).job(identifier)
    with closing(open_records(settings.database, settings.data_dir)) as records:
        (event,) = records.audit.events(action=Action.PURGED_DOCUMENT)
    assert job is not None
    assert job.request.owner == "carl"
    assert (event.person, event.what) == ("carl", "delete: leave")


def test_files_are_taken_all_or_none(admin: Opened, settings: Settings) -> None:
    with pytest.raises(InputError, match="is empty"):
        admin(CURATOR).take("desk", [("a.md", b"a"), ("b.md", b"")], {})

    assert list((settings.data_dir / "uploads" / "desk").iterdir()) == []


def test_two_files_of_one_name_are_refused(admin: Opened) -> None:
    with pytest.raises(InputError, match="chosen twice"):
        admin(CURATOR).take("desk", [("a.md", b"a"), ("a.md", b"b")], {})


def test_lists_and_pairs_are_read_as_they_are_typed() -> None:
    assert listed(" hr, ,staff ") == ["hr", "staff"]
    assert named("plan=silver, state = NY") == ({"plan": "silver", "state": "NY"}, [])


def test_what_is_no_pair_is_told_and_not_dropped() -> None:
    pairs, odd = named("plan=silver, nonsense, =x, plan=gold")

    assert pairs == {"plan": "silver"}
    assert odd == ["nonsense", "=x", "plan=gold"]


def test_searches_tried_and_gaps_taken_along_are_noted(admin: Opened, settings: Settings) -> None:
    admin(CURATOR).note_trial("desk", "How many days?")
    admin(CURATOR).note_export("desk", "knowledge gaps as csv")

    with closing(open_records(settings.database, settings.data_dir)) as records:
        noted = [(e.person, e.action, e.what) for e in records.audit.events()]

    assert noted == [
        ("carl", Action.TRIED_SEARCH, "How many days?"),
        ("carl", Action.EXPORTED, "knowledge gaps as csv"),
    ]


def test_what_is_counted_is_what_may_be_seen(admin: Opened) -> None:
    assert admin(CURATOR).count("desk") == (3, 3)
    assert admin(ADMIN).count("desk") == (4, 4)


def test_passages_of_another_groups_document_are_not_shown(
    admin: Opened, settings: Settings
) -> None:
    Curation(settings.data_dir / "curation" / "desk.json").set(BOARD, None)
    pay = next(r.record for r in admin(ADMIN).rows("desk", TODAY) if r.record.metadata.key == "pay")

    assert admin(CURATOR).passages("desk", pay) == []
    assert admin(CURATOR).hidden("desk", pay) == []
    assert admin(ADMIN).hidden("desk", pay)


def test_what_is_about_the_whole_knowledge_base_is_for_who_may_see_all_of_it(
    admin: Opened,
) -> None:
    board = Person("bea", Role.CURATOR, ("staff", "board"))

    with pytest.raises(NotPermitted):
        admin(CURATOR).ask(JobKind.VERIFY, "desk", {})

    assert admin(board).ask(JobKind.VERIFY, "desk", {})
    assert not admin(CURATOR).sees_all("desk")


@pytest.mark.parametrize(
    "person", [Person("rita", Role.READER, ("staff",)), Person("rob", Role.READER, ())]
)
def test_a_reader_has_no_library_at_all(admin: Opened, person: Person) -> None:
    with pytest.raises(NotPermitted):
        admin(person).rows("desk", TODAY)

    with pytest.raises(NotPermitted):
        admin(person).ask(JobKind.DRY_RUN, "desk", {})
