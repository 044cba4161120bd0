"""Two runs held against each other, measure by measure, label by label, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.runs.saved_runs import SavedQuestion, SavedRun, group_name, labels_of
from evals.runs.significance import Difference, difference
from knowledge.domain.errors import InputError

Pair = tuple[SavedQuestion, SavedQuestion]
USUAL_ORDER = "nDCG@5"
_ALL = "all"
_MEASURES_OF_A_GROUP = 4
"""The first ones: a set of questions has some twenty labels and fifteen measures."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One measure over some questions: two means and their paired difference."""

    group: str
    measure: str
    questions: int
    first: float
    second: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that the second run answers better or worse; `change` is second minus first."""

    question: SavedQuestion
    first: float
    second: float
    first_ranking: tuple[str, ...]
    second_ranking: tuple[str, ...]

    @property
    def change(self) -> float:
        """The second run's value minus the first's."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What two runs differ in."""

    first: SavedRun
    second: SavedRun
    rows: tuple[ComparisonRow, ...]
    by: str
    """The measure of the changes."""
    changes: tuple[QuestionChange, ...]
    left_out: int
    """Questions that only one of the two runs has."""


def compare_runs(
    first: SavedRun, second: SavedRun, *, measures: Sequence[str] = (), by: str = ""
) -> RunComparison:
    """Compare on the questions that both have; `changes` are by the measure `by`, largest first.

    Without `by` they are by nDCG@5, or, where the runs do not share that, by the first measure
    that they share. Without `measures` all that they share are compared,
    and within a group the first four.

    Raises:
        InputError: they share no question or no measure, or `by` is not among the shared.
    """
    theirs = {question.id: question for question in second.questions}
    pairs = [(mine, theirs[mine.id]) for mine in first.questions if mine.id in theirs]
    if not pairs:
        raise InputError(f"The runs {first.name!r} and {second.name!r} have no question in common.")
    shared = [name for name in first.figures if name in second.figures]
    ordered_by = by or (USUAL_ORDER if USUAL_ORDER in shared else next(iter(shared), ""))
    wanted = [name for name in measures or shared if name in shared]
    if not wanted or ordered_by not in shared:
        raise InputError(
            f"The runs share the measures {', '.join(shared) or 'none'}; "
            f"{', '.join(measures) or by or 'one'} was asked for."
        )
    groups = [(_ALL, pairs), *_groups(pairs)]
    rows = [
        _row(group, name, having)
        for group, some in groups
        for name in (wanted if group == _ALL else wanted[:_MEASURES_OF_A_GROUP])
        if (having := _having(name, some))
    ]
    changes = [
        QuestionChange(
            mine, mine.values[ordered_by], other.values[ordered_by], mine.ranking, other.ranking
        )
        for mine, other in _having(ordered_by, pairs)
        if mine.values[ordered_by] != other.values[ordered_by]
    ]
    changes.sort(key=lambda each: (-abs(each.change), each.question.id))
    left_out = len(first.questions) + len(second.questions) - 2 * len(pairs)
    return RunComparison(first, second, tuple(rows), ordered_by, tuple(changes), left_out)


def _having(measure: str, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that both have a measure: a refusal has no sentence to be supported."""
    return [(a, b) for a, b in pairs if measure in a.values and measure in b.values]


def _groups(pairs: Sequence[Pair]) -> list[tuple[str, list[Pair]]]:
    labels = labels_of([mine for mine, _ in pairs])
    return [
        (group_name(label, value), [pair for pair in pairs if pair[0].has(label, value)])
        for label, value in labels
    ]


def _row(group: str, measure: str, pairs: Sequence[Pair]) -> ComparisonRow:
    first = [mine.values[measure] for mine, _ in pairs]
    second = [other.values[measure] for _, other in pairs]
    return ComparisonRow(
        group=group,
        measure=measure,
        questions=len(pairs),
        first=sum(first) / len(first),
        second=sum(second) / len(second),
        difference=difference(second, first, clusters=[mine.conversation for mine, _ in pairs]),
    )
