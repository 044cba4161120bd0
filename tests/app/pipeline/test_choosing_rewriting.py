from __future__ import annotations

import pytest

from app.domain.conversations import Conversation
from app.pipeline.building import rewriter
from app.rewriting.legs import HistoryMix, JoinedMessages, LastTurn
from app.rewriting.remembered import RememberedRewrites
from knowledge.domain.errors import ConfigurationError
from tests.flat_settings import changed, settings_with
from tests.llm_stub import llm_stub

QUOTING = settings_with(llm_model="", rewriting="")
WRITING = changed(QUOTING, llm_model="stub", llm_base_url="http://localhost:1/v1")


def test_without_a_language_model_the_history_is_mixed_in() -> None:
    assert isinstance(rewriter(QUOTING.llm, QUOTING.masking, QUOTING.search), HistoryMix)


def test_with_a_language_model_questions_are_rewritten() -> None:
    assert isinstance(rewriter(WRITING.llm, WRITING.masking, WRITING.search), RememberedRewrites)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("none", LastTurn), ("concat", JoinedMessages), ("history", HistoryMix)],
)
def test_a_strategy_that_is_set_goes_before_the_model(name: str, kind: type[object]) -> None:
    whole = changed(WRITING, rewriting=name)
    assert isinstance(rewriter(whole.llm, whole.masking, whole.search), kind)


@pytest.mark.parametrize("name", ["standalone", "diverse"])
def test_a_strategy_that_needs_a_model_says_so(name: str) -> None:
    whole = changed(QUOTING, rewriting=name)
    with pytest.raises(ConfigurationError, match=f"'{name}' needs a language model"):
        rewriter(whole.llm, whole.masking, whole.search)


def test_what_a_rewrite_is_made_of_is_masked_where_masking_is_set() -> None:
    with llm_stub(["When does the coverage of my spouse begin?"]) as stub:
        settings = changed(WRITING, llm_base_url=stub.url, mask_phi="always")
        talk = Conversation().with_turn("my spouse's e-mail is jane@example.org", "Noted.")
        rewriter(settings.llm, settings.masking, settings.search).plan(
            talk, "when does her coverage begin?"
        )

    assert "jane@example.org" not in " ".join(stub.texts())
    assert "coverage" in " ".join(stub.texts())
