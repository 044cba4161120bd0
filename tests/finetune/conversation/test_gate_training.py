from __future__ import annotations

import numpy as np
import pytest

from app.domain.conversations import Conversation, Turn
from app.rewriting.history_weighting import PIECES, SIGNS
from finetune.conversation.gate_training import (
    WeightingRecipe,
    lessons_of,
    signs_of_changes,
    train_weighting,
)
from finetune.conversation.tasks import (
    FollowUpTask,
    changes_of_subject,
)
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()
QUICK = WeightingRecipe(members=2, units=2, epochs=40, batch=8)
_RARELY, _LIKELY = 0.1, 0.5
NO_CHANGES = np.zeros((0, len(SIGNS)), dtype=np.float32)
NOUNS = ("deductible", "copay", "premium", "network", "referral", "appeal", "claim", "spouse")


def leaning_task(noun: str) -> FollowUpTask:
    """Return a follow-up that means nothing without the question before it."""
    past = Conversation((Turn(f"{noun} rules", "Those are in the booklet."),))
    return FollowUpTask(
        "made-up", noun, past, "how much is it", rewrite=f"how much is {noun} rules"
    )


def whole_questions() -> list[FollowUpTask]:
    """Return a question of each conversation that needs nothing before it."""
    return [
        FollowUpTask(
            "made-up", noun, Conversation(), f"who invented the {noun} of medieval france", "-"
        )
        for noun in NOUNS
    ]


def test_lessons_hold_nothing_where_a_piece_lacks() -> None:
    past = Conversation((Turn("copay rules"),))
    task = FollowUpTask("f", "c", past, "how much is it", rewrite="how much is copay")

    (lesson,) = lessons_of([task], EMBEDDER, lambda _done, _total: None)

    read = dict(zip(SIGNS, lesson.signs[0], strict=True))
    assert read["first ~ previous"] == pytest.approx(1.0)
    assert read["question ~ answer"] == 0.0
    rows = dict(zip(PIECES, lesson.vectors[0], strict=True))
    assert np.array_equal(rows["previous"], EMBEDDER.embed_queries(["copay rules"])[0])
    assert not rows["answer"].any()
    assert np.array_equal(
        lesson.targets[lesson.wanted[0]], EMBEDDER.embed_queries([task.rewrite])[0]
    )


def test_a_trained_gate_brings_in_the_question_before_and_the_same_seed_the_same_gate() -> None:
    tasks = [leaning_task(noun) for noun in NOUNS]
    lessons = lessons_of(tasks, EMBEDDER, lambda _done, _total: None)

    weighting = train_weighting(lessons, NO_CHANGES, EMBEDDER.identity, QUICK)
    again = train_weighting(lessons, NO_CHANGES, EMBEDDER.identity, QUICK)

    signs = lessons[0].signs[0]
    weights = dict(zip(PIECES, weighting.weights(signs), strict=True))
    assert weights["previous"] > 0.05
    assert np.array_equal(weighting.weights(signs), again.weights(signs))
    assert weighting.fits(EMBEDDER.identity)


def test_a_gate_that_saw_changes_of_subject_tells_them_from_follow_ups() -> None:
    tasks = [leaning_task(noun) for noun in NOUNS]
    lessons = lessons_of(tasks, EMBEDDER, lambda _done, _total: None)
    changes = signs_of_changes(
        changes_of_subject(tasks, whole_questions()), EMBEDDER, lambda _done, _total: None
    )

    weighting = train_weighting(lessons, changes, EMBEDDER.identity, QUICK)
    blind = train_weighting(lessons, NO_CHANGES, EMBEDDER.identity, QUICK)

    followed = [weighting.changed(signs) for signs in lessons[0].signs]
    changed = [weighting.changed(signs) for signs in changes]
    assert max(followed) < _RARELY
    assert min(changed) > _LIKELY
    assert max(blind.changed(signs) for signs in changes) < 1e-9
