from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from knowledge.settings import Settings


@pytest.mark.parametrize("given", ["sk-abc\n", " sk-abc ", "sk-abc\r\n", "sk-abc"])
def test_a_key_is_taken_without_the_blanks_around_it(given: str) -> None:
    settings = Settings(_env_file=None, llm_api_key=SecretStr(given))

    assert settings.llm_api_key == SecretStr("sk-abc")


def test_a_key_of_blanks_is_none() -> None:
    assert Settings(_env_file=None, judge_api_key=SecretStr(" \n")).judge_api_key is None


@pytest.mark.parametrize("given", ["sk-abc sk-def", "sk-abc\nsk-def", "sk-\u00fcbc", "sk-\x00"])
def test_a_key_that_is_no_single_word_is_refused_without_saying_it(given: str) -> None:
    with pytest.raises(ValidationError, match="llm_api_key") as raised:
        Settings(_env_file=None, llm_api_key=SecretStr(given))

    assert "a key is one word" in str(raised.value)
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("given", [" http://gpu/v1 ", "http://gpu/v1/chat/completions"])
def test_a_model_s_address_is_taken_without_what_the_client_adds(given: str) -> None:
    assert Settings(_env_file=None, llm_base_url=given).llm_base_url == "http://gpu/v1"
