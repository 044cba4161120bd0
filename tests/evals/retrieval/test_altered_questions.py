"""Questions that are made of a benchmark: misspelt ones, and ones for its codes."""

from __future__ import annotations

import pytest

from app.domain.conversations import Conversation
from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from evals.retrieval.altered_questions import code_questions, with_changed_subjects, with_slips
from knowledge.domain.errors import InputError
from knowledge.lexical.wording import is_one_slip_away


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


PASSAGES = (
    BenchmarkPassage("a", "Forms", "Form HL-214 adds a spouse; a member signs."),
    BenchmarkPassage("b", "Fees", "A member pays 100MB on the 1st; see hl214 and J45.20."),
)


def test_the_rarest_long_word_gets_one_slip_the_same_each_time() -> None:
    asked = BenchmarkQuestion("q", "does the member need a Spouse form", {"a": 1})
    benchmark = Benchmark("desk", {"": PASSAGES}, (asked,))

    slipped = with_slips(benchmark)

    (question,) = slipped.questions
    changed = set(question.text.split()) - set(asked.text.split())
    assert slipped.name == "desk-slips"
    assert [is_one_slip_away(word.lower(), "spouse") for word in changed] == [True]
    assert with_slips(benchmark) == slipped


def test_a_question_without_a_long_word_of_the_passages_stays() -> None:
    asked = BenchmarkQuestion("q", "who may zigzag", {"a": 1})

    assert with_slips(Benchmark("desk", {"": PASSAGES}, (asked,))).questions == (asked,)


def test_each_code_is_asked_for_in_every_spelling_with_all_passages_that_have_it() -> None:
    benchmark = code_questions("desk", PASSAGES, most=10)

    asked = [q.text for q in benchmark.questions if q.labels["conversation"] == "hl214"]
    assert asked == [
        "what does HL-214 mean?",
        "what does hl-214 mean?",
        "what does HL214 mean?",
        "what does HL 214 mean?",
        "what does HL-2I4 mean?",
    ]
    assert {q.id.split("/")[0]: dict(q.relevant) for q in benchmark.questions} == {
        "hl214": {"a": 1, "b": 1},
        "j4520": {"b": 1},
    }


def test_no_more_codes_are_asked_for_than_wanted() -> None:
    assert len(code_questions("desk", PASSAGES, most=1).questions) == 5
