from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from knowledge.settings.models import LlmSettings
from knowledge.settings.part import revealed
from tests.flat_settings import settings_with


@pytest.mark.parametrize("given", ["sk-abc\n", " sk-abc ", "sk-abc\r\n", "sk-abc"])
def test_a_key_is_taken_without_the_blanks_around_it(given: str) -> None:
    settings = settings_with(llm_api_key=SecretStr(given))

    assert settings.llm.api_key == SecretStr("sk-abc")


def test_a_key_of_blanks_is_none() -> None:
    assert settings_with(judge_api_key=SecretStr(" \n")).judge.api_key is None


@pytest.mark.parametrize("given", ["sk-abc sk-def", "sk-abc\nsk-def", "sk-\u00fcbc", "sk-\x00"])
def test_a_key_that_is_no_single_word_is_refused_without_saying_it(given: str) -> None:
    with pytest.raises(ValidationError, match=r"llm\.api_key") as raised:
        settings_with(llm_api_key=SecretStr(given))

    assert "a key is one word" in str(raised.value)
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("given", [" http://gpu/v1 ", "http://gpu/v1/chat/completions"])
def test_a_model_s_address_is_taken_without_what_the_client_adds(given: str) -> None:
    assert settings_with(llm_base_url=given).llm.base_url == "http://gpu/v1"


def test_a_key_is_shown_only_to_who_asks_for_it() -> None:
    part = LlmSettings(api_key=SecretStr("sk-abc"))

    assert "sk-abc" not in repr(part)
    assert (revealed(part.api_key), revealed(None)) == ("sk-abc", "")


def test_a_part_cannot_be_changed() -> None:
    part = LlmSettings()

    with pytest.raises(ValidationError, match="frozen"):
        part.model = "another"  # type: ignore[misc] # by mistake
