from __future__ import annotations

from citewell.doctor.checks import Check, State
from citewell.doctor.language_model import PERSONAL_DATA, check_hiding
from tests.flat_settings import settings_with


def test_without_a_language_model_nothing_leaves() -> None:
    assert check_hiding(settings_with(llm_model="")) == [
        Check(PERSONAL_DATA, State.OK, "no language model is set: nothing is sent to one")
    ]


def test_each_model_is_said_with_where_it_is() -> None:
    settings = settings_with(
        llm_model="llama3.2:3b",
        llm_base_url="http://127.0.0.1:11434/v1",
        llm_fallback_model="gpt-5",
        judge_model="judge",
        judge_base_url="https://me:secret@judge.example/v1",
    )

    checks = check_hiding(settings)

    assert [check.state for check in checks] == [State.OK] * 3
    assert [check.found for check in checks] == [
        "not hidden from 'llama3.2:3b': http://127.0.0.1:11434/v1 is on this machine or the own "
        "network and asked directly, past any proxy; CITEWELL_MASK_PHI is remote",
        "hidden from 'gpt-5': https://api.openai.com/v1 is outside; CITEWELL_MASK_PHI is remote",
        "hidden from 'judge': https://judge.example/v1 is outside; CITEWELL_MASK_PHI is remote",
    ]


def test_an_outside_model_that_is_sent_identifiers_is_warned_of() -> None:
    check = check_hiding(settings_with(llm_model="gpt-5", mask_phi="never"))[0]

    assert check.state is State.WARNING
    assert "CITEWELL_MASK_PHI" in check.advice


def test_a_model_of_one_s_own_may_be_masked_always() -> None:
    settings = settings_with(llm_model="m", llm_base_url="http://gpu:8000/v1", mask_phi="always")

    assert check_hiding(settings)[0].found.startswith("hidden from 'm': http://gpu:8000/v1 is on")
