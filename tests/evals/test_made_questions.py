"""Questions that are made of a benchmark: misspelt ones, and ones for its codes."""

from __future__ import annotations

from evals.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from evals.code_questions import code_questions
from evals.slips import with_slips
from knowledge.spelling import is_one_slip_away

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
