"""Conversations to train history weighting on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.conversations import Conversation, Turn
from finetune.conversation.tasks import (
    FollowUpTask,
    alone_questions,
    changes_of_subject,
    read_tasks,
    with_elided,
)
from knowledge.domain.errors import InputError
from tests.finetune.conversation.test_command import say, written
from tests.finetune.conversation.test_gate_training import NOUNS, leaning_task, whole_questions


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
