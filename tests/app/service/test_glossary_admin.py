"""What a curator sees of a glossary and may change in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.auth.visitor import Visitor
from app.database.audit import Action, AuditLog
from app.domain.person import Person
from app.records.opening import open_records
from app.service.glossary_admin import GlossaryAdmin, TermRow, TermState, term_of
from knowledge.domain.access import Role
from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings
from tests.builders import MANIFEST, passage, record, vectors
from tests.flat_settings import settings_with

PTO = DefinedTerm(("PTO", "paid time off"))
HERON = DefinedTerm(("Project Heron", "the blue barn"))
REFUND = DefinedTerm(("money back",), ("refund",))
LEAVE = passage("Paid time off (PTO).", document_key="leave", title="Leave")
BOARD = passage("Project Heron (the blue barn).", document_key="plans", groups=("board",))
ADMIN = Person("ada", Role.ADMIN, ())
CURATOR = Person("carl", Role.CURATOR, ("staff",))
PTO_ROW = TermRow(PTO, "leave", "Leave", TermState.DEFINED)
HERON_ROW = TermRow(HERON, "plans", "Guide", TermState.DEFINED)

Opened = Callable[[Person], GlossaryAdmin]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(data_dir=tmp_path)


@pytest.fixture
def glossary(settings: Settings) -> Iterator[Opened]:
    store = open_store(settings.store, settings.data_dir)
    with store.write("desk", MANIFEST) as writer:
        for each, term in ((LEAVE, PTO), (BOARD, HERON)):
            writer.put(replace(record([each]), terms=(term,)), [each], vectors([each]))
        writer.publish()
    with closing(open_records(settings.database, settings.data_dir)) as records:
        audit = AuditLog(records.database)
        yield lambda person: GlossaryAdmin(settings, store, audit, Visitor.always(person))


def test_a_curator_sees_the_terms_of_the_documents_of_own_groups(glossary: Opened) -> None:
    assert glossary(CURATOR).rows("desk") == [PTO_ROW]
    assert glossary(ADMIN).rows("desk") == [HERON_ROW, PTO_ROW]


def test_a_struck_term_is_shown_as_such_and_can_be_used_again(glossary: Opened) -> None:
    glossary(CURATOR).strike("desk", PTO_ROW)
    struck = glossary(CURATOR).rows("desk")

    glossary(CURATOR).restore("desk", struck[0])

    assert struck == [replace(PTO_ROW, state=TermState.STRUCK)]
    assert glossary(CURATOR).rows("desk") == [PTO_ROW]


def test_a_corrected_term_takes_the_place_of_the_documents_and_stays_with_it(
    glossary: Opened,
) -> None:
    days = DefinedTerm(("PTO",), ("days off",))

    glossary(CURATOR).correct("desk", PTO_ROW, days)

    assert set(glossary(CURATOR).rows("desk")) == {
        TermRow(days, "leave", "Leave", TermState.ADDED),
        replace(PTO_ROW, state=TermState.STRUCK),
    }


def test_a_term_for_all_readers_is_entered_by_who_sees_all_documents(glossary: Opened) -> None:
    with pytest.raises(NotPermitted):
        glossary(CURATOR).add("desk", REFUND)

    glossary(ADMIN).add("desk", REFUND)

    assert glossary(CURATOR).rows("desk")[0] == TermRow(REFUND, "", "", TermState.ADDED)
    assert not glossary(CURATOR).may_change_for_all("desk")


@pytest.mark.parametrize("change", ["strike", "restore"])
def test_a_term_of_others_documents_cannot_be_changed(glossary: Opened, change: str) -> None:
    with pytest.raises(NotPermitted):
        getattr(glossary(CURATOR), change)("desk", HERON_ROW)
    with pytest.raises(NotPermitted):
        glossary(CURATOR).add("desk", REFUND, "plans")


def test_a_change_is_noted_in_the_audit_log(glossary: Opened, settings: Settings) -> None:
    glossary(CURATOR).strike("desk", PTO_ROW)

    with closing(open_records(settings.database, settings.data_dir)) as records:
        (event,) = records.audit.events(action=Action.CURATED)
    assert (event.person, event.what) == ("carl", "glossary: struck PTO = paid time off")


def test_a_term_is_found_by_its_words_and_its_document() -> None:
    assert PTO_ROW.holds(["paid", "leave"])
    assert not PTO_ROW.holds(["heron"])


def test_a_line_is_read_as_a_term() -> None:
    assert term_of("money back => refund") == REFUND
    assert term_of("PTO = paid time off") == PTO


@pytest.mark.parametrize("line", ["", "PTO", "# Source: = x", " = ", "=> refund"])
def test_a_line_that_says_of_nothing_that_it_means_the_same_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        term_of(line)
