"""Models opened to be trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sentence_transformers.base.modules import Transformer

from finetune.training.models import as_embedder, base_model, drafted_folder, save_model
from finetune.training.trainer import train
from finetune.training.tuning import opened
from finetune.training.weights import merge_adapters
from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.tuned import TunedModel
from knowledge.settings.settings import Settings
from tests.finetune.tiny import PAIRS, lesson
from tests.finetune.training.test_tuning import LORA
from tests.flat_settings import changed, settings_with
from tests.model_doubles import build_gemma, build_medembed, build_voyage, build_zembed
from tests.opening import open_embedder

ASKED = [pair.asked for pair in PAIRS]


PASSAGES = [pair.passage for pair in PAIRS]


@pytest.mark.parametrize("bfloat16", ["on", "off"])
@pytest.mark.parametrize("build", [build_zembed, build_gemma, build_medembed])
def test_a_tuned_model_embeds_the_same_when_it_is_opened_again(
    build: Callable[[Path], Path], bfloat16: str, tmp_path: Path
) -> None:
    folder = build(tmp_path / "base")
    settings = settings_with(data_dir=tmp_path, embedding_device="cpu")
    described = base_model(settings.embedding, settings.data_dir, str(folder))
    model = opened(described, LORA, "cpu")
    untouched = as_embedder(model, described).embed_queries(ASKED)

    train(replace(lesson(folder, tmp_path / "steps", LORA), model=model, bfloat16=bfloat16))
    merge_adapters(model)
    memory = as_embedder(model, described)
    with drafted_folder(tmp_path, "mine") as draft:
        save_model(
            draft, model, TunedModel(kind="embedding", name="tuned/mine", base="x", max_tokens=128)
        )
    again = open_embedder(changed(settings, embedding_model="tuned/mine"))

    queries, passages = memory.embed_queries(ASKED), memory.embed_passages(PASSAGES)
    assert float((queries * untouched).sum(axis=1).min()) < 0.9999
    assert float((queries * again.embed_queries(ASKED)).sum(axis=1).min()) >= 0.999999
    assert float((passages * again.embed_passages(PASSAGES)).sum(axis=1).min()) >= 0.999999
    assert again.identity.framing == memory.identity.framing
    assert again.identity.name == "tuned/mine"


def test_zembeds_frame_stands_around_what_it_is_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = lesson(build_zembed(tmp_path / "base"), tmp_path / "steps", LORA)
    seen: list[str] = []
    tokenized = Transformer.preprocess

    def noting(self: Transformer, texts: list[str]) -> dict[str, object]:
        seen.extend(texts)
        features: dict[str, object] = tokenized(self, texts)
        return features

    monkeypatch.setattr(Transformer, "preprocess", noting)

    train(given)

    framed = [text for text in seen if "case" in text]
    assert len(framed) == len(PAIRS)
    assert all(text.startswith(given.framing.query_prompt) for text in framed)
    assert all(text.endswith(given.framing.suffix) for text in seen)


def test_a_model_that_cannot_be_written_back_is_refused(tmp_path: Path) -> None:
    folder = build_voyage(tmp_path / "voyage")

    with pytest.raises(ModelUnavailable, match="cannot be written back"):
        base_model(Settings().embedding, Settings().data_dir, str(folder))
