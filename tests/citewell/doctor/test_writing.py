"""Whether a language model can write here, asked of a scripted server."""

from __future__ import annotations

import pytest

from citewell.doctor.checks import Check, State
from citewell.doctor.writing import check_writing
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.llm_stub import Mode, llm_stub

RIGHT = "A new member has 30 days from the first day of work to choose a plan [1]."


def asked(answer: str, *, mode: Mode = Mode.NORMAL, **settings: object) -> Check:
    with llm_stub([answer], mode=mode, pause_seconds=2) as stub:
        (check,) = check_writing(
            settings_with(llm_model="stub", llm_base_url=stub.url, llm_retries=0, **settings)
        )
    return check


def test_without_a_language_model_there_is_nothing_to_ask() -> None:
    assert check_writing(Settings()) == []


def test_a_model_that_names_its_source_can_write_and_its_speed_is_told() -> None:
    check = asked(RIGHT)

    assert check.state is State.OK
    assert check.found.startswith("'stub' writes and names its source (first word after ")
    assert "tokens a second" in check.found


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("You have some time for that.", "cited none of the passages"),
        ("It takes 90 days [2].", "was not supported well enough"),
        ("Of course. " * 90, "cannot write here"),
    ],
)
def test_a_model_that_cannot_write_is_said_to_be_quoted_instead(answer: str, said: str) -> None:
    check = asked(answer)

    assert check.state is State.WARNING
    assert said in check.found
    assert "Answers are then quoted from the documents" in check.advice


def test_a_model_that_finds_no_answer_where_there_is_one_is_told_of() -> None:
    check = asked("NOT_IN_DOCUMENTS")

    assert check.state is State.WARNING
    assert "missed what a passage says in plain words" in check.found


def test_a_server_that_fails_is_told_in_its_own_words() -> None:
    check = asked(RIGHT, mode=Mode.ERROR)

    assert check.state is State.WARNING
    assert "failed with HTTP status 500" in check.found


def test_a_model_that_reads_too_slowly_for_real_questions_is_told_of() -> None:
    check = asked(RIGHT, mode=Mode.SILENT, passages_in_answer=50, llm_timeout_seconds=10)

    assert check.state is State.WARNING
    assert "; with 50 passages the first word takes some " in check.found
    assert "longer than CITEWELL_LLM_TIMEOUT_SECONDS (10)" in check.advice
