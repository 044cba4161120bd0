from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app.domain.conversations import Conversation, Turn
from app.rewriting.history_weighting import PIECES, SIGNS, read_weighting
from finetune.command import app
from finetune.conversation.gate_training import (
    WeightingRecipe,
    lessons_of,
    signs_of_changes,
    train_weighting,
)
from finetune.conversation.tasks import (
    FollowUpTask,
    alone_questions,
    changes_of_subject,
    read_tasks,
    with_elided,
)
from knowledge.domain.errors import InputError
from tests.fakes import HashingEmbedder
from tests.flat_settings import settings_with
from tests.model_doubles import build_medembed
from tests.opening import open_embedder

EMBEDDER = HashingEmbedder()
QUICK = WeightingRecipe(members=2, units=2, epochs=40, batch=8)
_RARELY, _LIKELY = 0.1, 0.5
NO_CHANGES = np.zeros((0, len(SIGNS)), dtype=np.float32)
NOUNS = ("deductible", "copay", "premium", "network", "referral", "appeal", "claim", "spouse")


def say(speaker: str, text: str) -> dict[str, str]:
    return {"speaker": speaker, "text": text}


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


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


def test_answers_become_targets_and_first_turns_are_left_out(tmp_path: Path) -> None:
    history = [say("user", "What is a copay?"), say("agent", "A fixed fee.")]
    path = written(
        tmp_path / "tasks.jsonl",
        {"conversation_id": "c", "question": "What is a copay?", "reference_answer": "A fee."},
        {
            "conversation_id": "c",
            "history": history,
            "question": "How much is a copay?",
            "reference_answer": "20 dollars.",
        },
        {
            "conversation_id": "c",
            "history": history,
            "question": "And on the moon?",
            "reference_answer": "I do not know.",
            "relevant": [],
        },
    )

    past = Conversation((Turn("What is a copay?", "A fixed fee."),))
    assert read_tasks(path) == [
        FollowUpTask("tasks.jsonl", "c", past, "How much is a copay?", answer="20 dollars.")
    ]


def test_canards_history_of_title_and_texts_becomes_turns(tmp_path: Path) -> None:
    path = written(
        tmp_path / "dev.jsonl",
        {
            "conversation_id": "c",
            "history": ["Human Torch", "Biography", "Who made him?", "Carl Burgos."],
            "question": "When?",
            "rewrite": "When was  Human Torch made?",
        },
    )

    (task,) = read_tasks(path)

    assert task.past.turns == (
        Turn("Human Torch, Biography"),
        Turn("Who made him?", "Carl Burgos."),
    )
    assert task.rewrite == "When was Human Torch made?"


def test_a_file_without_follow_ups_says_what_a_line_needs(tmp_path: Path) -> None:
    path = written(tmp_path / "tasks.jsonl", {"question": "Alone?"})

    with pytest.raises(InputError, match="A line needs question, history"):
        read_tasks(path)


def test_a_copy_of_a_task_points_at_what_was_said_before() -> None:
    past = Conversation((Turn("What is the gold deductible?", "It is 500 dollars."),))
    task = FollowUpTask(
        "f", "c", past, "When does the gold deductible restart?", answer="In January."
    )

    (whole, copy) = with_elided([task], seed=1)

    assert whole == task
    assert copy.answer == "In January."
    assert "deductible" not in copy.question
    assert copy.question.startswith("When does the ")
    assert copy.question.endswith("restart?")


def test_a_rewrite_is_never_elided() -> None:
    task = leaning_task("copay")

    assert with_elided([task]) == [task]


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


def test_questions_that_stand_alone_are_first_ones_and_rewrites(tmp_path: Path) -> None:
    history = [say("user", "What is a copay?"), say("agent", "A fixed fee.")]
    path = written(
        tmp_path / "tasks.jsonl",
        {"conversation_id": "a", "question": "What is a copay?", "reference_answer": "A fee."},
        {
            "conversation_id": "b",
            "history": history,
            "question": "How much?",
            "rewrite": "How much is a copay?",
        },
        {
            "conversation_id": "c",
            "history": history,
            "question": "And then?",
            "reference_answer": "20 dollars.",
        },
    )

    alone = alone_questions(path)

    assert [task.question for task in alone] == ["What is a copay?", "How much is a copay?"]
    assert not any(task.past.turns for task in alone)


def test_a_change_of_subject_comes_after_another_conversation() -> None:
    tasks = [leaning_task(noun) for noun in NOUNS]

    changed = changes_of_subject(tasks, whole_questions(), each=2)

    assert len(changed) == 2 * len(NOUNS)
    assert not any(task.conversation in task.past.turns[0].question for task in changed)
    assert changes_of_subject(tasks[:1], whole_questions()[:1]) == []


def test_the_command_writes_a_gate_that_belongs_to_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_EMBEDDING_DEVICE", "cpu")
    history = [say("user", "What is a copay?"), say("agent", "A fixed fee.")]
    rows: list[dict[str, object]] = [
        {"history": history, "question": "Who pays it?", "rewrite": f"Who pays {noun}?"}
        for noun in NOUNS
    ]
    data = written(tmp_path / "tasks.jsonl", *rows)
    tiny = str(build_medembed(tmp_path / "tiny"))
    options = ["--data", str(data), "--out", str(tmp_path / "gate.npz"), "--members", "1"]

    CliRunner().invoke(app, ["conversation", *options, "--model", tiny], catch_exceptions=False)

    weighting = read_weighting(tmp_path / "gate.npz")
    assert weighting.model == open_embedder(settings_with(embedding_model=tiny)).identity
