"""One's own labelled questions asked: hit rates, with the history used and ignored, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.answers import Answer
from app.domain.conversations import Conversation
from app.domain.replies import AnsweringAssistant, AnswerRequest, Finished
from evals.answers.measures import (
    ANSWERED,
    CITATION_PRECISION,
    OVERLAPS,
    REFUSED,
    SUPPORTED,
    Embed,
    overlap,
    said_in,
    supported,
)
from evals.benchmarks.labelled_questions import LabelledQuestion, bare_words
from evals.runs.saved_runs import SavedQuestion
from evals.runs.significance import MeanEstimate, estimate
from knowledge.domain.passages import Passage

_KEPT = 20


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What happened to one question: ranks from 1 of the first answering passage, None if unfound.

    `answered` is False where the assistant refused; `said` tells whether the answer has every
    expected expression, `cited` whether it cites a passage that answers. `measures` are those of
    the answer itself: citation precision, supported sentences, and the overlap with the question's
    reference, where it has one. `found` names the passages found, best first, and `answering` those
    of them that answer.
    """

    question: LabelledQuestion
    rank: int | None
    rank_without_history: int | None
    answered: bool
    said: bool
    cited: bool
    measures: Mapping[str, float] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of the table: a share of questions, or a mean over them."""

    name: str
    questions: int
    share: MeanEstimate


def ask_all(
    assistant: AnsweringAssistant,
    questions: Sequence[LabelledQuestion],
    *,
    embed: Embed,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[QuestionOutcome]:
    """Search and answer every question, as its asker, on its day."""
    outcomes = []
    for done, question in enumerate(questions, start=1):
        outcomes.append(_ask(assistant, question, embed))
        progress(done)
    return outcomes


def _ask(
    assistant: AnsweringAssistant, question: LabelledQuestion, embed: Embed
) -> QuestionOutcome:
    request = AnswerRequest(groups=question.groups, as_of=question.as_of)
    bare = assistant.find(Conversation(), question.question, request)
    events = list(assistant.reply(question.past(), question.question, request))
    finished = events[-1]
    assert isinstance(finished, Finished), "a reply ends with its answer"
    answer = finished.answer
    said = bare_words(answer.text)
    passages = [hit.passage for hit in answer.found.hits]
    return QuestionOutcome(
        question=question,
        rank=question.rank_in(passages),
        rank_without_history=question.rank_in([hit.passage for hit in bare.hits]),
        answered=not answer.refused,
        said=all(bare_words(words) in said for words in question.must_contain),
        cited=question.rank_in([citation.passage for citation in answer.citations]) is not None,
        measures=_measures(question, answer, embed) if question.answerable else {},
        found=tuple(_name(passage) for passage in passages[:_KEPT]),
        answering=tuple(_name(p) for p in passages[:_KEPT] if question.rank_in([p])),
    )


def _measures(question: LabelledQuestion, answer: Answer, embed: Embed) -> dict[str, float]:
    cited = [citation.passage for citation in answer.citations]
    right = sum(question.rank_in([passage]) is not None for passage in cited)
    return {
        CITATION_PRECISION: right / len(cited) if cited else 0.0,
        **supported(answer),
        **(overlap(said_in(answer), question.reference, embed) if question.reference else {}),
    }


def _name(passage: Passage) -> str:
    """Name a passage so that a person knows its document, and no other has the name."""
    version = f" {passage.version}" if passage.version else ""
    return f"{passage.document_key}{version} {passage.id[:8]}"


def as_saved(outcomes: Sequence[QuestionOutcome], *, depth: int = 5) -> list[SavedQuestion]:
    """Return the outcomes as questions of a run that can be saved and compared."""
    return [
        SavedQuestion(
            id=outcome.question.id,
            question=outcome.question.question,
            labels={
                "conversation": outcome.question.conversation or outcome.question.id,
                "turn": "later" if outcome.question.is_follow_up else "first",
            },
            relevant=dict.fromkeys(outcome.answering, 1),
            ranking=outcome.found,
            values=_values(outcome, depth),
        )
        for outcome in outcomes
    ]


def _values(outcome: QuestionOutcome, depth: int) -> dict[str, float]:
    if not outcome.question.answerable:
        return {REFUSED: float(not outcome.answered)}
    return {
        f"hit rate at {depth}": float(_within(outcome.rank, depth)),
        ANSWERED: float(outcome.answered),
        "cites an answering passage": float(outcome.cited),
        "says what it must": float(outcome.answered and outcome.said),
        **outcome.measures,
    }


def summary(outcomes: Sequence[QuestionOutcome], *, depth: int = 5) -> list[SummaryRow]:
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
        *(
            _line_of(name, [o for o in answerable if name in o.measures])
            for name in (CITATION_PRECISION, SUPPORTED, *OVERLAPS)
        ),
        _line("refused, of the unanswerable", unanswerable, lambda o: not o.answered),
    ]
    return [line for line in lines if line.questions]


def _within(rank: int | None, depth: int) -> bool:
    return rank is not None and rank <= depth


def _line(
    name: str, outcomes: Sequence[QuestionOutcome], holds: Callable[[QuestionOutcome], bool]
) -> SummaryRow:
    return _mean(name, outcomes, [float(holds(outcome)) for outcome in outcomes])


def _line_of(name: str, outcomes: Sequence[QuestionOutcome]) -> SummaryRow:
    return _mean(name, outcomes, [outcome.measures[name] for outcome in outcomes])


def _mean(name: str, outcomes: Sequence[QuestionOutcome], values: Sequence[float]) -> SummaryRow:
    if not values:
        return SummaryRow(name, 0, MeanEstimate(0.0, 0.0, 0.0))
    clusters = [outcome.question.conversation or outcome.question.id for outcome in outcomes]
    return SummaryRow(name, len(values), estimate(values, clusters=clusters))
