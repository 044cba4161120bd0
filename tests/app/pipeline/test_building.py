from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr, ValidationError

from app.answerability.calibration import Calibration, calibration_path, write_calibration
from app.domain.answers import Answerer
from app.domain.conversations import Conversation
from app.domain.replies import AnswerRequest
from app.pipeline.building import build_assistant, calendar, chat_model
from app.rewriting.history_weighting import (
    FEATURES,
    PIECES,
    SIGNS,
    HistoryWeighting,
    write_weighting,
)
from knowledge.domain.errors import ConfigurationError, KnowledgeBaseMismatch
from knowledge.domain.passages import FloatRows
from knowledge.settings.models import LlmSettings
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from tests.app.desks import DOCUMENTS, SPOUSE, answer_of
from tests.builders import EMBEDDER, manifest_of, published
from tests.fakes import HashingEmbedder
from tests.flat_settings import changed, settings_with
from tests.llm_stub import Mode, llm_stub
from tests.service_stub import service_stub

QUOTING = settings_with(llm_model="", evidence_threshold=0.0)


class CountingEmbedder(HashingEmbedder):
    """Keeps the queries that it embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> FloatRows:
        self.embedded += texts
        return super().embed_queries(texts)


def even_weighting() -> HistoryWeighting:
    """Return a gate that weighs every piece beside the question the same."""
    return HistoryWeighting(
        model=EMBEDDER.identity,
        mean=np.zeros(len(FEATURES), dtype=np.float32),
        spread=np.ones(len(FEATURES), dtype=np.float32),
        inner=np.zeros((1, len(FEATURES), 1), dtype=np.float32),
        inner_bias=np.zeros((1, 1), dtype=np.float32),
        outer=np.zeros((1, 1, len(PIECES) - 1), dtype=np.float32),
        outer_bias=np.full((1, len(PIECES) - 1), 0.5, dtype=np.float32),
        change=np.zeros(len(SIGNS), dtype=np.float32),
        change_bias=np.array(-60.0, dtype=np.float32),
    )


def desk_folder(folder: Path) -> EdgeStore:
    return EdgeStore(folder / "kb", folder / "run")


def test_without_a_language_model_it_quotes(tmp_path: Path) -> None:
    reader = published(desk_folder(tmp_path), "desk", *[[d] for d in DOCUMENTS])

    answer = answer_of(build_assistant(QUOTING, reader, EMBEDDER), SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE


def test_a_follow_up_is_weighed_searched_and_quoted_by_one_embedding_of_its_texts(
    tmp_path: Path,
) -> None:
    reader = published(desk_folder(tmp_path), "desk", *[[d] for d in DOCUMENTS])
    write_weighting(tmp_path / "gate.npz", even_weighting())
    settings = changed(QUOTING, history_gate=tmp_path / "gate.npz")
    embedder = CountingEmbedder()
    asked, said = "and the form for her?", "Within 60 days [1]."
    talk = Conversation().with_turn(SPOUSE, said)

    answer = answer_of(build_assistant(settings, reader, embedder), asked, talk)

    pieces = [SPOUSE, said, asked, f"{SPOUSE} {asked}", f"{said} {asked}"]
    assert answer.answerer is Answerer.EXTRACTIVE
    # Besides, what it means after the question before, and what it is without one of its words.
    assert {*pieces, answer.found.query.question, "and the  for her?"} <= set(embedder.embedded)
    assert len(embedder.embedded) == len(set(embedder.embedded))


def test_a_calibration_with_a_feature_of_an_earlier_release_is_left_aside(tmp_path: Path) -> None:
    path = calibration_path(tmp_path, "desk", EMBEDDER.identity)
    write_calibration(path, Calibration(5.0, {"read": 0.0}, 0.9, 40))
    desk = published(desk_folder(tmp_path), "desk", *[[each] for each in DOCUMENTS])
    settings = changed(QUOTING, data_dir=tmp_path)

    found = build_assistant(settings, desk, EMBEDDER).find(
        Conversation(), SPOUSE, AnswerRequest(("staff",))
    )

    assert found.evidence != pytest.approx(0.9933, abs=0.0001)


@pytest.mark.parametrize(
    ("reranker", "evidence"), [("cohere/rerank-v3.5", 0.9933), ("none", 0.0067)]
)
def test_a_calibration_with_a_reranker_holds_for_that_reranker(
    tmp_path: Path, reranker: str, evidence: float
) -> None:
    without = Calibration(-5.0, {}, 0.9, 40)
    fitted = Calibration(5.0, {"reranked": 0.0}, 0.9, 40, "cohere/rerank-v3.5", without)
    write_calibration(calibration_path(tmp_path, "desk", EMBEDDER.identity), fitted)
    desk = published(desk_folder(tmp_path), "desk", *[[each] for each in DOCUMENTS])
    wanted = {"data_dir": tmp_path, "reranker": reranker, "reranker_api_key": SecretStr("k")}

    with service_stub(score=lambda _query, texts: [0.5] * len(texts)) as stub:
        settings = changed(QUOTING, **(wanted | {"reranker_base_url": stub.url}))
        assistant = build_assistant(settings, desk, EMBEDDER)
        found = assistant.find(Conversation(), SPOUSE, AnswerRequest(("staff",)))

    assert found.evidence == pytest.approx(evidence, abs=0.0001)


def test_with_a_language_model_it_rewrites_and_writes(tmp_path: Path) -> None:
    reader = published(desk_folder(tmp_path), "desk", *[[d] for d in DOCUMENTS])
    talk = Conversation().with_turn(SPOUSE, "Within 60 days [1].")
    with llm_stub(["How to enroll a spouse after marriage?", "On a form [1]."]) as stub:
        settings = changed(
            QUOTING, llm_model="stub", llm_base_url=stub.url, llm_api_key=SecretStr("k")
        )
        answer = answer_of(build_assistant(settings, reader, EMBEDDER), "and how?", talk)

    assert answer.answerer is Answerer.LANGUAGE_MODEL
    assert answer.text == "On a form [1]."
    assert [request["max_tokens"] for request in stub.requests] == [120, 600]
    assert stub.keys == ["Bearer k"] * 2


def test_when_the_first_model_fails_a_second_one_writes_and_both_are_told(tmp_path: Path) -> None:
    reader = published(desk_folder(tmp_path), "desk", *[[d] for d in DOCUMENTS])
    with llm_stub(mode=Mode.ERROR) as first, llm_stub(["Within 60 days [1]."]) as second:
        settings = changed(
            QUOTING,
            llm_model="large",
            llm_base_url=first.url,
            llm_retries=0,
            llm_fallback_model="small",
            llm_fallback_base_url=second.url,
            llm_fallback_api_key=SecretStr("other"),
        )
        answer = answer_of(build_assistant(settings, reader, EMBEDDER), SPOUSE)

    assert (answer.answerer, answer.text) == (Answerer.LANGUAGE_MODEL, "Within 60 days [1].")
    assert "'large'" in answer.notes[0]
    assert "HTTP status 500" in answer.notes[0]
    assert [request["model"] for request in second.requests] == ["small"]
    assert (first.keys, second.keys) == (["Bearer none"], ["Bearer other"])


def test_when_both_models_fail_the_answer_is_quoted(tmp_path: Path) -> None:
    reader = published(desk_folder(tmp_path), "desk", *[[d] for d in DOCUMENTS])
    with llm_stub(mode=Mode.ERROR) as first, llm_stub(mode=Mode.EMPTY) as second:
        settings = changed(
            QUOTING,
            llm_model="large",
            llm_base_url=first.url,
            llm_retries=0,
            llm_fallback_model="small",
            llm_fallback_base_url=second.url,
        )
        answer = answer_of(build_assistant(settings, reader, EMBEDDER), SPOUSE)

    assert answer.answerer is Answerer.EXTRACTIVE
    assert len(answer.notes) == 3


def test_another_models_knowledge_base_is_refused(tmp_path: Path) -> None:
    manifest = manifest_of("other")
    reader = published(desk_folder(tmp_path), "desk", [DOCUMENTS[0]], manifest=manifest)

    with pytest.raises(KnowledgeBaseMismatch, match="'other'"):
        build_assistant(QUOTING, reader, EMBEDDER)


def test_a_language_model_without_a_key_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_LLM_API_KEY"):
        chat_model(LlmSettings(model="gpt-4o"))


def test_the_day_is_the_desks() -> None:
    westmost = calendar(changed(QUOTING, time_zone="Etc/GMT+12").time_zone)
    eastmost = calendar(changed(QUOTING, time_zone="Etc/GMT-14").time_zone)

    # 26 hours apart, so never the same day.
    assert westmost() < eastmost()


def test_an_unknown_time_zone_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no time zone 'Mars/Olympus'"):
        calendar(changed(QUOTING, time_zone="Mars/Olympus").time_zone)


def test_a_window_too_small_for_a_passage_is_refused_and_none_is_the_model_s_own() -> None:
    with pytest.raises(ValidationError, match="500 tokens hold no passage: 0 for the model's own"):
        settings_with(llm_context_tokens=500)

    assert Settings().llm.context_tokens == 0
