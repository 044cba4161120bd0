"""Hit rates on one's own labelled questions, with the history used and ignored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.conversations import Conversation
from app.replies import Asking, Finished, Replying
from evals.labelled_questions import LabelledQuestion, bare_words
from evals.runs.significance import Estimate, estimate


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one question: ranks from 1 of the first answering passage, None if unfound.

    `answered` is False where the assistant refused; `said` tells whether the answer has every
    expected expression.
    """

    question: LabelledQuestion
    rank: int | None
    rank_without_history: int | None
    answered: bool
    said: bool
    cited: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a share of questions."""

    name: str
    questions: int
    share: Estimate


def ask_all(
    assistant: Replying,
    questions: Sequence[LabelledQuestion],
    *,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Outcome]:
    """Search and answer every question, as its asker, on its day."""
    outcomes = []
    for done, question in enumerate(questions, start=1):
        outcomes.append(_ask(assistant, question))
        progress(done)
    return outcomes


def _ask(assistant: Replying, question: LabelledQuestion) -> Outcome:
    asking = Asking(groups=question.groups, as_of=question.as_of)
    bare = assistant.find(Conversation(), question.question, asking)
    events = list(assistant.reply(question.past(), question.question, asking))
    finished = events[-1]
    assert isinstance(finished, Finished), "a reply ends with its answer"
    answer = finished.answer
    said = bare_words(answer.text)
    return Outcome(
        question=question,
        rank=question.rank_in([hit.passage for hit in answer.found.hits]),
        rank_without_history=question.rank_in([hit.passage for hit in bare.hits]),
        answered=not answer.refused,
        said=all(bare_words(words) in said for words in question.must_contain),
        cited=question.rank_in([citation.passage for citation in answer.citations]) is not None,
    )


def summary(outcomes: Sequence[Outcome], *, depth: int = 5) -> list[Line]:
    """Return the table: hit rates, answers and refusals, each with its 95 % interval."""
    first = [o for o in outcomes if o.question.answerable and not o.question.is_follow_up]
    later = [o for o in outcomes if o.question.answerable and o.question.is_follow_up]
    unanswerable = [o for o in outcomes if not o.question.answerable]
    answerable = [*first, *later]
    lines = [
        _line(f"hit rate at {depth}, first questions", first, lambda o: _within(o.rank, depth)),
        _line(
            f"hit rate at {depth}, follow-ups, history used",
            later,
            lambda o: _within(o.rank, depth),
        ),
        _line(
            f"hit rate at {depth}, follow-ups, history ignored",
            later,
            lambda o: _within(o.rank_without_history, depth),
        ),
        _line("answered, of the answerable", answerable, lambda o: o.answered),
        _line("answer cites an answering passage", answerable, lambda o: o.cited),
        _line("answer says what it must", answerable, lambda o: o.answered and o.said),
        _line("refused, of the unanswerable", unanswerable, lambda o: not o.answered),
    ]
    return [line for line in lines if line.questions]


def _within(rank: int | None, depth: int) -> bool:
    return rank is not None and rank <= depth


def _line(name: str, outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> Line:
    values = [float(holds(outcome)) for outcome in outcomes]
    if not values:
        return Line(name, 0, Estimate(0.0, 0.0, 0.0))
    clusters = [outcome.question.conversation or outcome.question.id for outcome in outcomes]
    return Line(name, len(values), estimate(values, clusters=clusters))
