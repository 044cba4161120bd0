"""Who asks is neither searched nor weighed; what they ask is shown as they wrote it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.dates.resolution import ResolvedDate
from app.domain.conversations import Conversation
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.writing.generation import GeneratingWriter
from knowledge.domain.queries import LegKind
from tests.app.desks import DOCUMENTS, SPOUSE, STAFF, TODAY, answer_of, assistant
from tests.builders import passage
from tests.llm_stub import llm_stub

HOTLINE = passage(
    "The claims hotline is 206-555-0147. Policy HR-2024-00123 governs overtime pay.",
    document_key="hotline.md",
    title="Hotline",
    headings=("Hotline",),
)


@pytest.mark.parametrize(
    "asked",
    [
        f"caller 206-555-0199 {SPOUSE}",
        f"Caller 206 555 0199, member id ZQX884412907, DOB 03/14/1985: {SPOUSE}",
        f"{SPOUSE} My SSN is 123-45-6789.",
        f"Anrufer +49 171 2345678, geb. 14.03.1985: {SPOUSE}",
        f"DNI 12345678Z, {SPOUSE}",
    ],
)
def test_a_question_weighs_the_same_with_and_without_the_asker_s_identifiers(
    tmp_path: Path, asked: str
) -> None:
    desk = assistant(tmp_path)

    plain = desk.find(Conversation(), SPOUSE, STAFF)
    found = desk.find(Conversation(), asked, STAFF)

    assert found.question == asked
    assert found.query.legs == plain.query.legs
    assert (found.evidence, found.enough) == (plain.evidence, plain.enough)
    assert found.enough


def test_the_conversation_is_searched_without_them_too(tmp_path: Path) -> None:
    desk = assistant(tmp_path)
    said = Conversation().with_turn(f"member id 48151 {SPOUSE}", "Yes, 48151, within 60 days [1].")

    query = desk.find(said, "and who pays for that?", STAFF).query

    assert "48151" not in " ".join(text for leg in query.legs for text, _ in leg.parts)


def test_a_number_that_a_document_gives_is_searched_for(tmp_path: Path) -> None:
    desk = assistant(tmp_path, documents=(*DOCUMENTS, HOTLINE))

    found = desk.find(Conversation(), "who answers at (206) 555-0147?", STAFF)
    policy = desk.find(Conversation(), "what does policy number HR-2024-00123 govern?", STAFF)

    assert found.query.legs[0].parts == (("who answers at (206) 555-0147?", 1.0),)
    assert "HR-2024-00123" in policy.query.legs[1].parts[0][0]
    assert policy.hits[0].passage.document_key == "hotline.md"


def test_codes_are_no_identifiers_and_are_searched_for(tmp_path: Path) -> None:
    found = assistant(tmp_path).find(Conversation(), "what goes on Form Q-7?", STAFF)

    assert found.query.legs[1].parts == (("what goes on Form Q-7?", 1.0),)


def test_a_document_of_another_group_tells_nothing_of_a_number(tmp_path: Path) -> None:
    hidden = passage("Call 206-555-0147.", document_key="board.md", groups=("board",))
    desk = assistant(tmp_path, documents=(*DOCUMENTS, hidden))

    found = desk.find(Conversation(), f"caller 206-555-0147 {SPOUSE}", STAFF)

    assert found.query.legs[0].parts == ((SPOUSE, 1.0),)


def test_a_birth_date_is_not_the_day_that_answers(tmp_path: Path) -> None:
    desk = assistant(tmp_path)

    asked = desk.resolve(Conversation(), f"born 2027-03-14: {SPOUSE}", STAFF)

    assert asked.date == ResolvedDate(TODAY, TODAY)
    assert desk.find(Conversation(), SPOUSE, STAFF).query.filters.as_of == date(2026, 11, 20)


def test_a_mere_identifier_is_searched_as_its_stand_in(tmp_path: Path) -> None:
    found = assistant(tmp_path).find(Conversation(), "206-555-0147", STAFF)

    dense = [leg for leg in found.query.legs if leg.kind is LegKind.DENSE]
    assert dense[0].parts == (("[PHONE_1]", 1.0),)


def test_the_model_is_asked_the_question_as_it_was_put(tmp_path: Path) -> None:
    asked = f"caller 206-555-0147 {SPOUSE}"
    with llm_stub(["You have 60 days after marriage to enroll a spouse [1]."]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writer = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        answer = answer_of(assistant(tmp_path, writers=[writer]), asked)

    assert stub.texts()[-1] == asked
    assert answer.found.question == asked
