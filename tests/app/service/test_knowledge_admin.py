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
from app.service.knowledge_admin import InForce, Library
from app.ui.knowledge.uploads import listed, named
from knowledge.care.curator_records import Curation, corrected
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.jobs.job import JobKind
from knowledge.jobs.table import open_jobs
from knowledge.opening.stores import open_store
from knowledge.settings import Settings
from tests.builders import passage, published

TODAY = date(2026, 11, 20)
OLD = passage("25 days.", document_key="leave", version="2025", effective_from=date(2025, 1, 1))
NOW = passage("26 days.", document_key="leave", version="2026", effective_from=date(2026, 1, 1))
NEXT = passage("28 days.", document_key="leave", version="2027", effective_from=date(2027, 1, 1))
BOARD = passage("Much.", document_key="pay", title="Board pay", groups=("board",))
ADMIN = Person("ada", Role.ADMIN, ())
CURATOR = Person("carl", Role.CURATOR, ("staff",))

Opened = Callable[[Person], Library]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path)


@pytest.fixture
def library(settings: Settings) -> Iterator[Opened]:
    store = open_store(settings)
    published(store, "desk", [OLD], [NOW], [NEXT], [BOARD])
    with closing(open_records(settings)) as records, closing(open_jobs(settings)) as jobs:
        yield lambda person: Library(
            settings, store, records.database, jobs, Visitor.always(person)
        )


def test_each_version_says_whether_it_is_in_force(library: Opened) -> None:
    rows = library(CURATOR).rows("desk", TODAY)

    assert [(r.record.facts.version, r.state, r.last_day) for r in rows] == [
        ("2025", InForce.ENDED, date(2025, 12, 31)),
        ("2026", InForce.NOW, date(2026, 12, 31)),
        ("2027", InForce.LATER, None),
    ]


def test_a_curator_sees_the_documents_of_own_groups_and_an_admin_all(library: Opened) -> None:
    mine = {row.record.facts.key for row in library(CURATOR).rows("desk", TODAY)}
    everything = {row.record.facts.key for row in library(ADMIN).rows("desk", TODAY)}

    assert (mine, everything) == ({"leave"}, {"leave", "pay"})


@pytest.mark.parametrize(
    ("words", "fits"), [(["board"], True), (["pay", "board"], True), (["x"], False)]
)
def test_a_document_is_found_by_all_the_words(
    library: Opened, words: list[str], fits: bool
) -> None:
    row = next(r for r in library(ADMIN).rows("desk", TODAY) if r.record.facts.key == "pay")

    assert row.holds(words) is fits


def test_what_was_corrected_or_hidden_is_told(library: Opened, settings: Settings) -> None:
    curation = Curation(settings.data_dir / "curation" / "desk.json")
    curation.set(BOARD, "Little.")
    curation.set(passage("Secret.", document_key="pay"), None)
    published(open_store(settings), "desk", [corrected(BOARD, "Little.")])
    shelf = {r.record.facts.key: r.record for r in library(ADMIN).rows("desk", TODAY)}

    rows = library(ADMIN).passages("desk", shelf["pay"])
    hidden = library(ADMIN).hidden("desk", shelf["pay"])

    assert [(row.passage.text, row.original) for row in rows] == [("Little.", "Much.")]
    assert [entry.original for entry in hidden] == ["Secret."]


def test_a_job_is_noted_in_the_audit_log_with_who_asked(
    library: Opened, settings: Settings
) -> None:
    identifier = library(CURATOR).ask(
        JobKind.DELETE, "desk", {"document_key": "leave", "purge": True}, what="leave"
    )

    job = library(CURATOR).job(identifier)
    with closing(open_records(settings)) as records:
        (event,) = records.audit.events(action=Action.PURGED_DOCUMENT)
    assert job is not None
    assert job.order.owner == "carl"
    assert (event.person, event.what) == ("carl", "delete: leave")


def test_files_are_taken_all_or_none(library: Opened, settings: Settings) -> None:
    with pytest.raises(InputError, match="is empty"):
        library(CURATOR).take("desk", [("a.md", b"a"), ("b.md", b"")], {})

    assert list((settings.data_dir / "uploads" / "desk").iterdir()) == []


def test_two_files_of_one_name_are_refused(library: Opened) -> None:
    with pytest.raises(InputError, match="chosen twice"):
        library(CURATOR).take("desk", [("a.md", b"a"), ("a.md", b"b")], {})


def test_lists_and_pairs_are_read_as_they_are_typed() -> None:
    assert listed(" hr, ,staff ") == ["hr", "staff"]
    assert named("plan=silver, state = NY, nonsense, =x") == {"plan": "silver", "state": "NY"}


def test_searches_tried_and_gaps_taken_along_are_noted(library: Opened, settings: Settings) -> None:
    library(CURATOR).note_trial("desk", "How many days?")
    library(CURATOR).note_export("desk", "knowledge gaps as csv")

    with closing(open_records(settings)) as records:
        noted = [(e.person, e.action, e.what) for e in records.audit.events()]

    assert noted == [
        ("carl", Action.TRIED_SEARCH, "How many days?"),
        ("carl", Action.EXPORTED, "knowledge gaps as csv"),
    ]


def test_what_is_counted_is_what_may_be_seen(library: Opened) -> None:
    assert library(CURATOR).count("desk") == (3, 3)
    assert library(ADMIN).count("desk") == (4, 4)


def test_passages_of_another_groups_document_are_not_shown(
    library: Opened, settings: Settings
) -> None:
    Curation(settings.data_dir / "curation" / "desk.json").set(BOARD, None)
    pay = next(r.record for r in library(ADMIN).rows("desk", TODAY) if r.record.facts.key == "pay")

    assert library(CURATOR).passages("desk", pay) == []
    assert library(CURATOR).hidden("desk", pay) == []
    assert library(ADMIN).hidden("desk", pay)


def test_what_is_about_the_whole_knowledge_base_is_for_who_may_see_all_of_it(
    library: Opened,
) -> None:
    board = Person("bea", Role.CURATOR, ("staff", "board"))

    with pytest.raises(NotPermitted):
        library(CURATOR).ask(JobKind.VERIFY, "desk", {})

    assert library(board).ask(JobKind.VERIFY, "desk", {})
    assert not library(CURATOR).sees_all("desk")


@pytest.mark.parametrize(
    "person", [Person("rita", Role.READER, ("staff",)), Person("rob", Role.READER, ())]
)
def test_a_reader_has_no_library_at_all(library: Opened, person: Person) -> None:
    with pytest.raises(NotPermitted):
        library(person).rows("desk", TODAY)

    with pytest.raises(NotPermitted):
        library(person).ask(JobKind.DRY_RUN, "desk", {})
