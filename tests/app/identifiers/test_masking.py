from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from app.identifiers.masking import Mask, MaskedChatModel, MaskingFilter, hide_messages
from app.llm.chat import Message
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.building import masks
from app.writing.generation import GeneratingWriter
from knowledge.settings.models import LlmSettings, MaskingSettings
from tests.app.desks import answer_of, assistant
from tests.flat_settings import settings_with
from tests.llm_stub import llm_stub

CALLER = (
    "Member ID ZQX884412907, SSN 123-45-6789, MRN: 00481516, born 03/14/1985, phone (555) 201-4477,"
    " anna.b@example.org, 12 North Elm Street, Apt 4."
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (
            CALLER,
            "Member ID [MEMBER_1], SSN [SSN_1], MRN: [MRN_1], born [DOB_1], phone [PHONE_1],"
            " [EMAIL_1], [ADDRESS_1].",
        ),
        ("her social security number is 123456789", "her social security number is [SSN_1]"),
        ("call +44 20 7946 0958", "call [PHONE_1]"),
        ("call 555-201-4477 or 555-201-4477", "call [PHONE_1] or [PHONE_1]"),
        ("DOB: March 14, 1985", "DOB: [DOB_1]"),
        ("subscriber no. 884412907-01", "subscriber no. [MEMBER_1]"),
        ("ABC123456789 called", "[MEMBER_1] called"),
    ],
)
def test_identifiers_are_hidden(text: str, hidden: str) -> None:
    assert Mask().hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "The rule is in force from 2026-03-14 to March 14, 2027.",
        "Medicare members pay $1,250.00 within 30 days; code I20.9, 45 CFR 164.512, form Q-7.",
        "In 2026 a member may appeal within 180 days.",
        "Babies born in a network hospital are covered for 31 days.",
    ],
)
def test_dates_amounts_and_codes_of_documents_are_not(text: str) -> None:
    assert Mask().hide(text) == text


def test_a_stream_has_the_identifiers_back_wherever_it_is_cut() -> None:
    mask = Mask()
    hidden = mask.hide(f"{CALLER} See [1].")

    restored = "".join(mask.restored(hidden))

    assert restored == f"{CALLER} See [1]."


def test_what_was_hidden_is_counted() -> None:
    mask = Mask()
    mask.hide("a@b.org, c@d.org and 123-45-6789")

    assert mask.note == (
        "Hidden from the language model: 2 e-mail address, 1 social security number."
    )


def test_the_writer_sends_stand_ins_and_shows_the_identifier(tmp_path: Path) -> None:
    with llm_stub(["You have 60 days after marriage to enroll a spouse, [EMAIL_1] [1]."]) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url))
        writer = GeneratingWriter(model, context_tokens=8000, answer_tokens=500, masked=True)
        desk = assistant(tmp_path, writers=[writer])

        answer = answer_of(desk, "spouse a@b.org: how many days after marriage to enroll a spouse?")

    assert "a@b.org" not in "".join(stub.texts())
    assert "a@b.org [1]" in answer.text
    assert answer.notes == ("Hidden from the language model: 1 e-mail address.",)


def test_a_rewrite_is_asked_for_with_stand_ins() -> None:
    sent: list[str] = []

    class Echo:
        def stream(self, messages: Sequence[Message]) -> Generator[str]:
            sent.extend(message.text for message in messages)
            yield from messages[-1].text

    rewritten = "".join(MaskedChatModel(Echo()).stream([Message("user", CALLER)]))

    assert rewritten == CALLER
    assert "884412907" not in sent[0]


def test_logs_hold_no_identifier(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("masked")
    log.addFilter(MaskingFilter())

    log.warning("lost the question of %s", "a@b.org")

    assert caplog.messages == ["lost the question of [EMAIL_1]"]


def test_what_was_called_a_number_once_is_hidden_where_it_stands_alone() -> None:
    said = [Message("user", "my member id is 48151"), Message("user", "is 48151 active?")]

    hidden = hide_messages(said, Mask())

    assert [message.text for message in hidden] == [
        "my member id is [MEMBER_1]",
        "is [MEMBER_1] active?",
    ]


def test_a_name_within_an_address_goes_with_the_address() -> None:
    class Names:
        def names_in(self, text: str) -> Sequence[str]:
            return ["Ada"] if "Ada" in text else []

    hidden = hide_messages([Message("user", "I am Ada (ada@x.org), Ada@y.org")], Mask(Names()))

    assert hidden[0].text == "I am [PERSON_1] ([EMAIL_1]), [EMAIL_2]"


@pytest.mark.parametrize(
    ("setting", "url", "masked"),
    [
        ("remote", "", True),
        ("remote", "http://localhost/v1", False),
        ("always", "http://localhost/v1", True),
        ("never", "", False),
        ("remote", "http://llm.internal:8000/v1", False),
        ("remote", "https://llm.example/v1", True),
        ("remote", "http://134744072/v1", True),
    ],
)
def test_remote_models_are_masked_unless_told_otherwise(
    setting: str, url: str, masked: bool
) -> None:
    settings = settings_with(mask_phi=setting, llm_base_url=url)

    assert masks(settings.masking, settings.llm) is masked


@pytest.mark.parametrize(
    ("model", "host", "masked"),
    [
        ("ollama:llama3.2:3b", "", False),
        ("ollama:llama3.2:3b", "ollama.example:11434", True),
        ("anthropic:claude", "", True),
    ],
)
def test_a_provider_without_a_set_address_is_masked_by_its_own(
    model: str, host: str, masked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", host)

    assert masks(MaskingSettings(), LlmSettings(model=model)) is masked
