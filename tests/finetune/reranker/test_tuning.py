from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finetune.pairs.pair import PooledPassage, pool_path, write_pairs, write_pool
from finetune.reranker.training import (
    RerankerRecipe,
)
from finetune.reranker.tuning import RerankerTuningRequest, TunedReranker, fewer, tune_reranker
from finetune.training.models import base_model
from finetune.training.progress import SilentTraining
from knowledge.domain.errors import InputError, ModelUnavailable
from knowledge.models.catalogue.tuned import read_tuned, tuned_models
from knowledge.opening.rerankers import timed_reranking
from knowledge.settings.settings import Settings
from tests.fakes import HashingEmbedder
from tests.finetune.tiny import PAIRS, pair
from tests.finetune.training.test_evaluation import JUDGED
from tests.flat_settings import settings_with

RECIPE = RerankerRecipe(epochs=1, batch=8, learning_rate=1e-3, max_tokens=48, negatives=1, easy=1)


def tuned(base: Path, root: Path) -> TunedReranker:
    pairs = [
        *PAIRS,
        *(pair(n, part="dev") for n in range(20, 24)),
        *(pair(n, part="test") for n in range(30, 36)),
    ]
    write_pairs(root / "pairs.jsonl", pairs)
    write_pool(
        pool_path(root / "pairs.jsonl"),
        [
            PooledPassage(passage_id=p.passage_id, passage=p.passage, document=p.document)
            for p in pairs
        ],
    )
    return tune_reranker(
        RerankerTuningRequest(
            name="desk",
            base=base_model(Settings().embedding, Settings().data_dir, str(base)),
            searched_with=HashingEmbedder(),
            pairs_file=root / "pairs.jsonl",
            recipe=RECIPE,
            data_dir=root,
            device="cpu",
            candidates=5,
        ),
        SilentTraining(),
    )


def test_a_tuned_reranker_is_opened_by_its_name_with_its_say(base: Path, tmp_path: Path) -> None:
    made = tuned(base, tmp_path)

    settings = settings_with(data_dir=tmp_path, reranker="tuned/desk", reranker_device="cpu")
    opened = timed_reranking(settings.reranker, settings.data_dir)

    assert opened is not None
    noted = read_tuned(made.folder)
    assert noted is not None
    assert [model.name for model in tuned_models(tmp_path)] == ["tuned/desk"]
    assert (noted.kind, noted.blend) == ("reranker", made.with_search.weight)
    assert opened._weight == noted.blend
    assert opened.reranker.name == "tuned/desk"


def test_a_rerankers_card_says_what_it_costs_and_brings(base: Path, tmp_path: Path) -> None:
    made = tuned(base, tmp_path)

    text = (made.folder / "README.md").read_text("utf-8")

    assert "6 questions, 6 passages" not in text  # the pool holds all passages
    assert "6 questions, 26 passages" in text
    assert "ms a question" in text
    assert f"| the reranker alone | {made.alone.before:.4f} | {made.alone.after:.4f} |" in text
    assert "CITEWELL_RERANKER=tuned/desk" in text


def test_an_unknown_tuned_reranker_is_refused(tmp_path: Path) -> None:
    whole = settings_with(data_dir=tmp_path, reranker="tuned/none")
    with pytest.raises(ModelUnavailable, match="tuned/none"):
        timed_reranking(whole.reranker, whole.data_dir)


def test_the_questions_that_are_drawn_are_the_same_every_time() -> None:
    assert fewer(JUDGED, 1) == fewer(JUDGED, 1)
    assert len(fewer(JUDGED, 1).questions) == 1
    assert fewer(JUDGED, 0) == JUDGED


def test_where_nothing_is_kept_aside_a_reranker_is_not_trained(base: Path, tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs.jsonl", PAIRS)
    write_pool(tmp_path / "pairs.passages.jsonl", [])
    request = RerankerTuningRequest(
        name="x",
        base=base_model(Settings().embedding, Settings().data_dir, str(base)),
        searched_with=HashingEmbedder(),
        pairs_file=tmp_path / "pairs.jsonl",
        recipe=replace(RECIPE),
        data_dir=tmp_path,
    )

    with pytest.raises(InputError, match="--dev and --test above 0"):
        tune_reranker(request, SilentTraining())
