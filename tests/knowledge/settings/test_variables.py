from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from knowledge.domain.errors import ConfigurationError
from knowledge.settings import variables
from knowledge.settings.settings import Settings
from knowledge.settings.variables import (
    by_variable,
    fields_by_variable,
    in_parts,
    paths,
    retired,
    unknown,
    variable_at,
)

INSTEAD = "CITEWELL_RERANKER chooses the reranker."


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without `.env`, as the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_misspelt_variable_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITEWELL_RERANKR", "none")

    with pytest.raises(ConfigurationError) as raised:
        Settings()

    assert str(raised.value) == (
        "CITEWELL_RERANKR is not a setting; did you mean CITEWELL_RERANKER? "
        ".env.example lists every setting."
    )


def test_a_misspelt_variable_in_a_dotenv_is_refused(own_folder: Path) -> None:
    (own_folder / ".env").write_text("CITEWELL_CHAT_PORTT=8600\nOTHER=1\n")

    with pytest.raises(ConfigurationError, match="did you mean CITEWELL_CHAT_PORT"):
        Settings()


def test_a_misspelt_variable_is_refused_even_where_it_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITEWELL_RERANKR", "")

    with pytest.raises(ConfigurationError, match="CITEWELL_RERANKR"):
        Settings()


def test_a_name_that_is_near_to_nothing_is_refused_without_a_guess() -> None:
    assert unknown(Settings, ["QQQQ"]) == ["CITEWELL_QQQQ is not a setting."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITEWELL_TEST_QDRANT_URL", "http://localhost:6333"),
        ("CITEWELL_SCREENSHOTS", "/tmp"),
        ("CITEWELL_SERVICE_HOST", "10.0.0.1"),
        ("CITEWELL_QDRANT_SERVICE_PORT_HTTP", "6333"),
        ("CITEWELL_PORT", "tcp://10.0.0.1:8501"),
        ("CITEWELL_PORT_8501_TCP_ADDR", "10.0.0.1"),
        ("CITEWELL_CHAT_PORT", "tcp://10.0.0.1:8501"),
    ],
)
def test_what_tests_and_kubernetes_set_is_no_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    assert Settings().chat.port == 8501


def test_the_environment_goes_before_the_dotenv_unless_it_is_empty(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_folder / ".env").write_text("CITEWELL_LLM_MODEL=a\nCITEWELL_JUDGE_MODEL=b\n")
    monkeypatch.setenv("CITEWELL_LLM_MODEL", "")
    monkeypatch.setenv("citewell_judge_model", "c")

    settings = Settings()

    assert (settings.llm.model, settings.judge.model) == ("a", "c")


def test_a_setting_that_is_gone_is_told_and_not_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(variables, "RETIRED", {"OLD_RERANKER": INSTEAD})
    monkeypatch.setenv("CITEWELL_OLD_RERANKER", "x")

    with caplog.at_level(logging.WARNING):
        Settings()
        Settings()

    assert caplog.messages == [f"CITEWELL_OLD_RERANKER has no effect any more: {INSTEAD}"]
    assert retired(["OLD_RERANKER", "RERANKER"]) == caplog.messages


def test_no_retired_setting_is_still_there() -> None:
    assert set(variables.RETIRED) & set(paths(Settings)) == set()


def test_the_limits_of_the_language_model_are_those_of_fallback_and_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITEWELL_LLM_TIMEOUT_SECONDS", "7")
    monkeypatch.setenv("CITEWELL_LLM_API_KEY", "sk-abc")

    settings = Settings()

    assert settings.fallback.timeout_seconds == settings.judge.timeout_seconds == 7
    assert settings.fallback.api_key is settings.judge.api_key is None
    assert settings.llm.api_key == SecretStr("sk-abc")


def test_a_wrong_value_is_told_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITEWELL_LLM_CONTEXT_TOKENS", "500")

    with pytest.raises(ValidationError, match="500 tokens hold no passage") as raised:
        Settings()

    named = {variable_at(Settings, fault["loc"]) for fault in raised.value.errors()}
    assert named == {"CITEWELL_LLM_CONTEXT_TOKENS"}


def test_values_by_variable_make_the_same_settings_again() -> None:
    settings = Settings()

    again = Settings.model_validate(in_parts(Settings, by_variable(settings)))

    assert again == settings
    assert set(by_variable(settings)) == set(fields_by_variable(Settings)) == set(paths(Settings))
