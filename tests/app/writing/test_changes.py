from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.answers import Answer, Answerer, Support
from app.domain.replies import AnswerRequest
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.assistant import Assistant
from app.writing.context import AnswerWriter
from app.writing.generation import GeneratingWriter
from tests.app.desks import STAFF, answer_of, assistant
from tests.builders import passage
from tests.llm_stub import llm_stub

OLD = passage(
    "The grace period for a late premium is 31 days.\n\n"
    "Plan | Premium | Fee\nSilver | $300 | $5\nGold | $400 | $5",
    document_key="premiums.md",
    title="Premium payment",
    version="2025",
    effective_from=date(2025, 1, 1),
)
NEW = passage(
    "The grace period for a late premium is 45 days.\n\n"
    "Plan | Premium | Fee\nSilver | $320 | $5\nGold | $400 | $5\n\n"
    "A premium paid by card costs nothing more.",
    document_key="premiums.md",
    title="Premium payment",
    version="2026",
    effective_from=date(2026, 1, 1),
)
HIDDEN = [
    replace(
        passage(
            f"The premium bonus of the director is {amount} dollars a year.",
            document_key="bonus.md",
            title="Premium bonus",
            version=version,
            effective_from=day,
        ),
        groups=("board",),
    )
    for amount, version, day in (
        (70000, "2025", date(2025, 1, 1)),
        (90000, "2026", date(2026, 1, 1)),
    )
]
CHANGED = "what changed about a late premium since last year?"


def desk(folder: Path, *writers: AnswerWriter) -> Assistant:
    return assistant(folder, documents=[OLD, NEW, *HIDDEN], writers=writers)


def changes(folder: Path, question: str = CHANGED, request: AnswerRequest = STAFF) -> Answer:
    return answer_of(desk(folder), question, request=request)


def test_what_changed_is_answered_from_both_versions_side_by_side(tmp_path: Path) -> None:
    answer = changes(tmp_path)

    assert answer.text == (
        "- Version 2025: The grace period for a late premium is 31 days [1].\n"
        "- Version 2026: The grace period for a late premium is 45 days [2].\n\n"
        "- Version 2025: Plan: Silver; Premium: $300 [1]\n"
        "- Version 2026: Plan: Silver; Premium: $320 [2]\n\n"
        "- Version 2026, new: A premium paid by card costs nothing more [2]."
    )
    assert [c.passage.version for c in answer.citations] == ["2025", "2026"]
    assert {s.support for s in answer.sentences} == {Support.SUPPORTED}
    assert answer.notes == (
        "Compared: the rules in force on 20 Nov 2025 and on 20 Nov 2026, in "
        "\u201cPremium payment\u201d.",
    )


def test_another_groups_versions_are_never_compared(tmp_path: Path) -> None:
    staff = changes(tmp_path / "staff", "what changed in the premium bonus since last year?")
    board = changes(
        tmp_path / "board",
        "what changed in the premium bonus since last year?",
        AnswerRequest(groups=("board",)),
    )

    assert "00 dollars" not in repr((staff.text, staff.citations, staff.notes, staff.nearest))
    assert "90000 dollars" in board.text


def test_documents_without_another_version_say_so_and_are_answered(tmp_path: Path) -> None:
    answer = answer_of(
        assistant(tmp_path, documents=[NEW]),
        "what is different in the grace period for a late premium from 2025?",
    )

    assert "45 days" in answer.text
    assert answer.notes[0] == (
        "The documents found have the same rules on 20 Nov 2025 and on 20 Nov 2026."
    )


def test_a_language_model_is_given_both_versions_and_both_days(tmp_path: Path) -> None:
    with llm_stub(["It rose from 31 days [1] to 45 days [2]."]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writer = GeneratingWriter(model, context_tokens=8000, answer_tokens=500)
        answer = answer_of(desk(tmp_path, writer), CHANGED)

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert [c.passage.version for c in answer.citations] == ["2025", "2026"]
    assert "on 2025-11-20 and those on 2026-11-20" in stub.texts()[0]
    assert "is 31 days" in stub.texts()[0]
    assert "is 45 days" in stub.texts()[0]


@pytest.mark.parametrize("question", ["what is the grace period for a late premium?"])
def test_another_question_is_answered_from_the_rules_in_force_only(
    tmp_path: Path, question: str
) -> None:
    answer = changes(tmp_path, question)

    assert "45 days" in answer.text
    assert "31 days" not in answer.text
