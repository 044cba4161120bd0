"""A cross-encoder trained on pairs and near misses."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from finetune.reranker.training import (
    examples_of,
    open_cross_encoder,
    train_reranker,
)
from finetune.training.models import base_model
from finetune.training.progress import SilentTraining
from finetune.training.weights import weights_of
from knowledge.domain.errors import InputError
from knowledge.settings.settings import Settings
from tests.finetune.reranker.test_tuning import RECIPE
from tests.finetune.tiny import PAIRS


def trained(base: Path, checkpoints: Path, *, bfloat16: str) -> dict[str, torch.Tensor]:
    model = open_cross_encoder(
        base_model(Settings().embedding, Settings().data_dir, str(base)), RECIPE, device="cpu"
    )
    forward = model.forward
    train_reranker(
        model,
        PAIRS,
        RECIPE,
        checkpoints=checkpoints,
        progress=SilentTraining(),
        bfloat16=bfloat16,
    )
    assert model.forward == forward, "it answers in its own number format again"
    return weights_of(model)


def test_a_pair_stands_beside_its_near_misses_and_one_passage_by_chance() -> None:
    examples = examples_of(PAIRS, RECIPE)

    first = examples[:3]
    assert [each.answers for each in first] == [True, False, False]
    assert [each.passage for each in first[:2]] == [PAIRS[0].passage, PAIRS[0].negatives[0]]
    assert first[2].passage in {other.passage for other in PAIRS[1:]}
    assert {each.question for each in first} == {PAIRS[0].asked}


def test_pairs_without_near_misses_are_refused() -> None:
    bare = [PAIRS[0].model_copy(update={"negatives": ()}), *PAIRS[1:]]

    with pytest.raises(InputError, match=r"1 of 16 pairs .* `citewell finetune negatives`"):
        examples_of(bare, RECIPE)


@pytest.mark.parametrize("bfloat16", ["on", "off"])
def test_the_same_seed_gives_the_same_reranker(base: Path, tmp_path: Path, bfloat16: str) -> None:
    first, second = (trained(base, tmp_path / n, bfloat16=bfloat16) for n in ("1", "2"))

    assert all(torch.equal(first[name], second[name]) for name in first)
