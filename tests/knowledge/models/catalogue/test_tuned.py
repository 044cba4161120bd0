from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.errors import ModelDamaged, ModelUnavailable
from knowledge.models.catalogue.description import model_folder
from knowledge.models.catalogue.tuned import (
    TUNED_FILE,
    TunedModel,
    read_tuned,
    tuned_folder,
    tuned_models,
    write_tuned,
)
from knowledge.models.reranking import blended
from operations.model_readiness import model_rows
from tests.flat_settings import settings_with

DESK = TunedModel(
    kind="embedding",
    name="tuned/desk",
    base="minilm",
    licence="Apache-2.0",
    dimensions=(384, 128),
    max_tokens=256,
    pairs=9,
)


def kept(data_dir: Path, model: TunedModel = DESK) -> Path:
    folder = tuned_folder(data_dir, model.name)
    folder.mkdir(parents=True)
    write_tuned(folder, model)
    return folder


def test_a_tuned_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_tuned(kept(tmp_path)) == DESK
    assert read_tuned(tmp_path) is None


def test_a_folder_that_was_renamed_is_listed_by_its_new_name(tmp_path: Path) -> None:
    kept(tmp_path).rename(tmp_path / "models" / "support")

    assert [model.name for model in tuned_models(tmp_path)] == ["tuned/support"]


def test_a_damaged_model_is_told_and_does_not_hide_the_others(tmp_path: Path) -> None:
    kept(tmp_path)
    broken = kept(tmp_path, DESK.model_copy(update={"name": "tuned/broken"}))
    (broken / TUNED_FILE).write_text("{", encoding="utf-8")

    assert [model.name for model in tuned_models(tmp_path)] == ["tuned/desk"]
    with pytest.raises(ModelDamaged, match="does not describe a tuned model"):
        read_tuned(broken)


def test_an_unfinished_training_is_not_listed(tmp_path: Path) -> None:
    (kept(tmp_path)).rename(tmp_path / "models" / ".draft-desk")

    assert tuned_models(tmp_path) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "tuned/../x", ".hidden", "tuned/"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable, match="not a name for a tuned model"):
        tuned_folder(tmp_path, name)


def test_an_unknown_tuned_model_names_those_there_are(tmp_path: Path) -> None:
    kept(tmp_path)

    whole = settings_with(data_dir=tmp_path, embedding_model="tuned/dusk")
    with pytest.raises(ModelUnavailable, match=r"no tuned model 'tuned/dusk' .* tuned/desk\. "):
        model_folder(None, whole.embedding, whole.data_dir)


def test_the_list_of_models_has_what_was_tuned_here(tmp_path: Path) -> None:
    kept(tmp_path)
    kept(tmp_path, DESK.model_copy(update={"name": "tuned/second", "kind": "reranker"}))

    whole = settings_with(data_dir=tmp_path, embedding_model="tuned/desk")
    rows = model_rows(whole.embedding, whole.reranker, whole.data_dir)

    tuned = [row for row in rows if row.name.startswith("tuned/")]
    assert [(row.kind, row.name, row.chosen, row.ready) for row in tuned] == [
        ("embedding", "tuned/desk", True, True),
        ("reranker", "tuned/second", False, True),
    ]
    assert tuned[0].note == "tuned here from minilm on 9 pairs"


def test_a_reranker_with_half_a_say_shares_the_order_with_the_search() -> None:
    found, reranked = [9.0, 5.0, 1.0], [0.2, 0.6, 0.4]

    assert blended(found, reranked, 0.5) == pytest.approx([0.5, 0.75, 0.25])


def test_a_reranker_with_all_the_say_keeps_its_own_scores() -> None:
    assert blended([9.0, 5.0], [0.2, 0.6], 1.0) == [0.2, 0.6]


def test_equal_scores_have_no_say() -> None:
    assert blended([3.0, 3.0], [0.2, 0.6], 0.5) == pytest.approx([0.0, 0.5])
