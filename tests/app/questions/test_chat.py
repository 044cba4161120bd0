from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.conversations import Conversation
from app.questions.chat import ChattyLines
from app.questions.courtesies import MannerKind
from app.questions.manners import Manner
from knowledge.domain.embedding import Embedder
from knowledge.opening.embedders import open_embedder
from knowledge.settings.models import EmbeddingSettings
from tests.builders import EMBEDDER


@pytest.fixture(scope="module")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder: Path = tmp_path_factory.mktemp("models")
    return open_embedder(EmbeddingSettings(), folder)


@pytest.mark.parametrize(
    "line", ["lol ok. im starving", "what a long day today", "greet her from me"]
)
def test_a_line_near_to_what_people_chat_asks_nothing(minilm: Embedder, line: str) -> None:
    assert ChattyLines(minilm).manner_of(line, Conversation()) == Manner((MannerKind.CHAT,))


@pytest.mark.parametrize("line", ["copay er silver", "she broke her leg", "what a day off costs?"])
def test_a_line_about_anything_else_is_a_question(minilm: Embedder, line: str) -> None:
    assert ChattyLines(minilm).manner_of(line, Conversation()) is None


def test_a_greeting_is_read_by_its_words() -> None:
    assert ChattyLines(EMBEDDER).manner_of("hi", Conversation()) == Manner((MannerKind.GREETING,))


def test_another_models_vectors_tell_no_chat() -> None:
    assert ChattyLines(EMBEDDER).manner_of("I'm hungry", Conversation()) is None
