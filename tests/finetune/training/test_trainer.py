from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from finetune.training.progress import SilentTraining
from finetune.training.recipe import Recipe
from finetune.training.trainer import choose_loss, estimate, train
from finetune.training.weights import weights_of
from knowledge.domain.errors import InputError
from tests.finetune.tiny import HELD_OUT, PAIRS, RECIPE, lesson
from tests.model_doubles import build_medembed, build_zembed


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_medembed(tmp_path_factory.mktemp("models") / "tiny")


def trained_weights(base: Path, checkpoints: Path, recipe: Recipe) -> dict[str, torch.Tensor]:
    given = lesson(base, checkpoints, recipe)
    train(given)
    return weights_of(given.model)


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture(scope="module")
def first(base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, torch.Tensor]:
    return trained_weights(base, tmp_path_factory.mktemp("first"), RECIPE)


def test_the_same_seed_gives_the_same_weights(
    base: Path, tmp_path: Path, first: dict[str, torch.Tensor]
) -> None:
    second = trained_weights(base, tmp_path, RECIPE)

    assert same(first, second)


def test_another_seed_gives_other_weights(
    base: Path, tmp_path: Path, first: dict[str, torch.Tensor]
) -> None:
    second = trained_weights(base, tmp_path, replace(RECIPE, seed=2))

    assert not same(first, second)


def test_a_trained_model_puts_answers_nearer_to_their_questions(tmp_path: Path) -> None:
    # The random BERT sees all texts alike; this double tells them apart from the beginning.
    given = lesson(build_zembed(tmp_path / "base"), tmp_path, replace(RECIPE, epochs=6))
    asked, answering = [p.asked for p in PAIRS], [p.passage for p in PAIRS]

    def lead() -> float:
        """How much nearer the answering passages are than the others, in cosine."""
        model = given.model.eval()
        near = torch.tensor(model.encode(asked)) @ torch.tensor(model.encode(answering)).T
        return float(near.diagonal().mean() - near.mean())

    before = lead()
    train(given)

    assert lead() > 1.4 * before > 0


def test_a_trained_model_reads_as_far_as_before(base: Path, tmp_path: Path) -> None:
    given = lesson(base, tmp_path)

    train(given)

    assert given.model.max_seq_length == 64


def test_word_vectors_stay_when_they_are_frozen(base: Path, tmp_path: Path) -> None:
    given = lesson(base, tmp_path, replace(RECIPE, freeze_words=True))
    before = weights_of(given.model)

    train(given)

    after = weights_of(given.model)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert not [name for name in changed if "word_embeddings" in name]


def test_a_training_that_broke_off_goes_on_from_its_checkpoint(base: Path, tmp_path: Path) -> None:
    twice = replace(RECIPE, epochs=2, checks=2)
    broken = lesson(base, tmp_path, twice)

    class Stops(SilentTraining):
        def step(self, done: int, total: int, loss: float | None, megabytes: float) -> None:
            if done == 5:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(broken, progress=Stops())

    resumed = lesson(base, tmp_path, twice)
    heard: list[int] = []

    class Hears(SilentTraining):
        def step(self, done: int, total: int, loss: float | None, megabytes: float) -> None:
            heard.append(done)

    train(resumed, resume=True, progress=Hears())

    whole = trained_weights(base, tmp_path / "whole", twice)
    assert heard == [5, 6, 7, 8]
    assert same(weights_of(resumed.model), whole)


def test_there_is_nothing_to_resume_in_an_empty_folder(base: Path, tmp_path: Path) -> None:
    given = lesson(base, tmp_path / "empty")

    with pytest.raises(InputError, match="no checkpoint"):
        train(given, resume=True)


def test_training_stops_when_the_held_out_part_gets_no_better(base: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, epochs=10, learning_rate=0.5, patience=1, checks=10)
    given = replace(lesson(base, tmp_path, recipe), held_out=HELD_OUT)

    trained = train(given)

    assert trained.stopped_early
    assert trained.held_out_loss is not None


def test_an_estimate_makes_few_steps_and_keeps_nothing(base: Path, tmp_path: Path) -> None:
    given = lesson(base, tmp_path, replace(RECIPE, epochs=100))

    found = estimate(given)

    assert found.steps == 400
    assert found.seconds == pytest.approx(400 * found.seconds_per_step)
    assert found.peak_megabytes > 100
    assert list(tmp_path.glob("checkpoint-*")) == []


def test_one_pair_is_too_little_to_train_on(base: Path, tmp_path: Path) -> None:
    given = replace(lesson(base, tmp_path), pairs=PAIRS[:1])

    with pytest.raises(InputError, match="1 pairs"):
        train(given)


@pytest.mark.parametrize(
    "recipe",
    [
        replace(RECIPE, at_once=2),
        replace(RECIPE, negatives=1),
        replace(RECIPE, matryoshka=(32, 16)),
        replace(RECIPE, gradient_checkpointing=True),
    ],
    ids=["in pieces", "negatives", "matryoshka", "gradient checkpointing"],
)
def test_every_way_of_training_changes_the_weights(
    base: Path, tmp_path: Path, recipe: Recipe
) -> None:
    given = lesson(base, tmp_path, recipe)
    before = weights_of(given.model)

    train(given)

    assert not same(before, weights_of(given.model))


def test_a_batch_in_pieces_learns_what_a_whole_one_learns(base: Path, tmp_path: Path) -> None:
    model = lesson(base, tmp_path).model.eval()
    columns = [[p.asked for p in PAIRS], [p.passage for p in PAIRS]]

    def loss_and_slope(recipe: Recipe) -> tuple[float, torch.Tensor]:
        model.zero_grad()
        loss = choose_loss(model, recipe)([dict(model.preprocess(c)) for c in columns], None)
        loss.backward()
        slope = next(p.grad for n, p in model.named_parameters() if "layer.1.output.dense" in n)
        assert slope is not None
        return float(loss.detach()), slope.clone()

    whole, steep = loss_and_slope(RECIPE)
    pieces, as_steep = loss_and_slope(replace(RECIPE, at_once=4))

    assert pieces == pytest.approx(whole, abs=1e-4)
    assert float((steep - as_steep).norm() / steep.norm()) < 0.02


def test_a_guide_is_asked_and_stays_as_it_was(base: Path, tmp_path: Path) -> None:
    guide = lesson(base, tmp_path / "guide").model
    before = weights_of(guide)
    given = replace(lesson(base, tmp_path / "model"), guide=guide)

    train(given)

    assert same(before, weights_of(guide))
    assert not same(before, weights_of(given.model))
