"""Names of people through Presidio's own analyser, with a spaCy pipeline made here by rules."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.pipeline import EntityRuler

from app.identifiers.masking import Mask, MaskedChatModel, hide_messages
from app.identifiers.presidio_names import PresidioNames
from app.llm.chat import Message
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.pipeline.building import people_finder
from app.writing.generation import GeneratingWriter
from knowledge.domain.errors import ModelUnavailable
from knowledge.settings.models import MaskingSettings
from tests.app.desks import answer_of, assistant
from tests.llm_stub import llm_stub


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": [{"LOWER": "jane"}, {"LOWER": "doe"}]},
            {"label": "GPE", "pattern": "Oregon"},
        ]
    )
    folder = tmp_path_factory.mktemp("spacy") / "names"
    pipeline.to_disk(folder)
    return str(folder)


def test_names_of_people_are_found_and_nothing_else(model: str) -> None:
    names = PresidioNames(model).names_in("Jane Doe of Oregon asks; jane doe pays $25 on May 3.")

    assert names == ["Jane Doe", "jane doe"]


def test_a_name_that_was_asked_about_is_hidden_everywhere(model: str) -> None:
    mask = Mask(PresidioNames(model))
    messages = [Message("system", "Notes on Jane Doe."), Message("user", "Is Jane Doe covered?")]

    hidden = hide_messages(messages, mask)

    assert [each.text for each in hidden] == ["Notes on [PERSON_1].", "Is [PERSON_1] covered?"]
    assert mask.restore("[PERSON_1] is.") == "Jane Doe is."
    assert mask.note == "Hidden from the language model: 1 name of a person."


def test_documents_are_not_read_for_names(model: str) -> None:
    mask = Mask(PresidioNames(model))

    (hidden,) = hide_messages([Message("system", "Write to Jane Doe.")], mask)

    assert hidden.text == "Write to Jane Doe."


def test_a_written_answer_has_the_name_back(model: str, tmp_path: Path) -> None:
    carried = "A member may enroll a spouse within 60 days of marriage [1]."
    with llm_stub([f"{carried} [PERSON_1] has 60 days [1]."]) as stub:
        chat = LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))
        writer = GeneratingWriter(
            chat,
            context_tokens=8000,
            answer_tokens=500,
            masked=True,
            people=PresidioNames(model),
        )
        answer = answer_of(
            assistant(tmp_path, writers=[writer]), "can Jane Doe enroll her spouse after marriage?"
        )

    assert "Jane Doe" not in repr(stub.requests)
    assert answer.text == f"{carried} Jane Doe has 60 days [1]."


def test_a_masked_model_hides_names_from_rewrites_too(model: str) -> None:
    with llm_stub(["[PERSON_1]?"]) as stub:
        chat = LangChainChatModel(ChatModelSettings("stub", stub.url, retries=0))
        masked = MaskedChatModel(chat, PresidioNames(model))
        said = "".join(masked.stream([Message("user", "and Jane Doe?")]))

    assert (said, stub.texts()) == ("Jane Doe?", ["and [PERSON_1]?"])


@pytest.mark.parametrize("name", ["en_not_installed_sm", "no/such/folder"])
def test_a_model_that_is_not_here_is_told_and_never_downloaded(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="CITEWELL_MASK_NAMES_MODEL"):
        people_finder(MaskingSettings(names_model=name))


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        PresidioNames(str(tmp_path))


def test_none_is_opened_unless_set() -> None:
    assert people_finder(MaskingSettings()) is None
