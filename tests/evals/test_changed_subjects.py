from __future__ import annotations

import pytest

from app.conversations import Conversation
from evals.benchmark import Benchmark, BenchmarkQuestion
from evals.changed_subjects import with_changed_subjects
from knowledge.errors import InputError


def asked(
    conversation: str, *, after: str = "", corpus: str = "gold", text: str = "why"
) -> BenchmarkQuestion:
    past = Conversation().with_turn(after, "Because.") if after else Conversation()
    labels = {"conversation": conversation}
    return BenchmarkQuestion(f"{conversation}-{after}", text, {"p": 1}, corpus, past, labels)


def benchmark(*questions: BenchmarkQuestion) -> Benchmark:
    return Benchmark("desk", {"gold": (), "silver": ()}, questions)


def test_a_first_question_is_asked_after_other_conversations_of_its_corpus_only() -> None:
    made = with_changed_subjects(
        benchmark(
            asked("a", text="what is a copay"),
            asked("a", after="own subject"),
            asked("b", after="dental"),
            asked("c", after="vision"),
            asked("d", after="another corpus", corpus="silver"),
        )
    )

    assert made.name == "desk-changed-subject"
    assert {each.text for each in made.questions} == {"what is a copay"}
    assert {each.past.turns[0].question for each in made.questions} == {"dental", "vision"}
    assert all(each.relevant == {"p": 1} for each in made.questions)
    assert len({each.id for each in made.questions}) == 2


def test_the_same_benchmark_gives_the_same_questions() -> None:
    talks = [asked(f"c{number}", after=f"subject {number}") for number in range(20)]
    desk = benchmark(asked("a"), *talks)

    assert with_changed_subjects(desk) == with_changed_subjects(desk)
    assert len(with_changed_subjects(desk).questions) == 4


def test_a_benchmark_of_single_questions_has_no_subject_to_change() -> None:
    with pytest.raises(InputError, match="'desk' has no first question"):
        with_changed_subjects(benchmark(asked("a"), asked("b")))
