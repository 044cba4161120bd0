"""The answerability check compared with people's grades of passages, and people with the labels.

A benchmark's labels name one passage for a question; another one often answers it as well, and the
one named may answer it badly. Where people have rated passages, three of them each, it shows how
much of the check's error is the labels'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.answerability.evidence import Coefficients, coefficients_for, features
from app.answerability.left_out import left_out_words
from app.domain.conversations import Conversation
from app.pipeline.building import build_retriever
from evals.benchmarks.benchmark import Benchmark, read_json_lines
from evals.benchmarks.folders import read_benchmark
from evals.calibration.logistic import area_estimate
from evals.retrieval.command import opened_benchmark
from evals.runs.significance import MeanEstimate
from knowledge.domain.errors import InputError
from knowledge.search.retriever import Retriever
from knowledge.settings.settings import Settings
from labs.answerability.question_sets import DEPTH, AnswerabilityQuestion, query_of

GRADES = {"Bad": 0, "Could be Improved": 1, "Acceptable": 2, "Excellent": 3}
"""FeedbackQA's words (Li et al. 2022, https://aclanthology.org/2022.findings-acl.75)."""
_GOOD = GRADES["Acceptable"]
_REACHED = 100


@dataclass(frozen=True, slots=True)
class Rated:
    """A question, a passage of the benchmark, its grades, and whether the labels name it."""

    question: str
    passage: str
    grades: tuple[int, ...]
    labelled: bool

    @property
    def good(self) -> bool:
        """Whether most of the people find that it answers."""
        return sum(grade >= _GOOD for grade in self.grades) > len(self.grades) / 2

    @property
    def agreed(self) -> bool:
        """Whether all of them say the same: that it answers, or that it does not."""
        return len({grade >= _GOOD for grade in self.grades}) == 1


@dataclass(frozen=True, slots=True)
class RatedEvidence:
    """A rated passage and what the check sees when it is the best one found."""

    rated: Rated
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often one judge ranks a passage that another calls right above one that it calls wrong.

    An area under the curve with its 95 % interval, whole questions drawn; `right` and `wrong` count
    the passages.
    """

    judges: str
    right: int
    wrong: int
    area: MeanEstimate


def read_ratings(path: Path, benchmark: Benchmark) -> list[Rated]:
    """Read lines of `question`, `passage`, `rating` (a list of FeedbackQA's words).

    Questions and passages that the benchmark lacks are left out.

    Raises:
        InputError: the file is missing, a word is unknown, or nothing of it is in the benchmark.
    """
    passages = {
        _bare(text): passage.id
        for corpus in benchmark.corpora.values()
        for passage in corpus
        for text in (passage.text, f"{passage.title} {passage.text}")
    }
    relevant = {_bare(question.text): question.relevant for question in benchmark.questions}
    rated = [
        Rated(str(row["question"]), passage, _grades(row, path), passage in labels)
        for row in read_json_lines(path)
        if (passage := passages.get(_bare(str(row.get("passage"))))) is not None
        and (labels := relevant.get(_bare(str(row.get("question"))))) is not None
    ]
    if not rated:
        raise InputError(f"{str(path)!r} rates no passage and question of {benchmark.name!r}.")
    return rated


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def _grades(row: Mapping[str, object], path: Path) -> tuple[int, ...]:
    words = cast("list[object]", row.get("rating") or [])
    unknown = [word for word in words if word not in GRADES]
    if unknown or not words:
        raise InputError(
            f"A line of {str(path)!r} is rated {unknown or 'by nobody'}; known are "
            f"{', '.join(map(repr, GRADES))}."
        )
    return tuple(GRADES[str(word)] for word in words)


def weigh_rated(
    retriever: Retriever,
    rated: Sequence[Rated],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[RatedEvidence]:
    """Search each question without what stands above the rated passage, so that it comes first.

    A passage that is not among the first hundred is left out.
    """
    weighed = []
    for done, each in enumerate(rated, start=1):
        asked = AnswerabilityQuestion(each.question, "", Conversation(), each.question)
        above = _above(retriever, asked, each.passage)
        if above is not None:
            hits = retriever.search(query_of(asked, above), limit=DEPTH).hits
            if hits and hits[0].passage.source == each.passage:
                query = query_of(asked)
                left_out = left_out_words(each.question, query.filters, retriever)
                passages = retriever.reader.count()
                seen = features(each.question, query, hits, left_out, passages=passages)
                weighed.append(RatedEvidence(each, seen))
        progress(done, len(rated))
    return weighed


def _above(
    retriever: Retriever, asked: AnswerabilityQuestion, passage: str
) -> tuple[str, ...] | None:
    """Return the ids of the passages found above one; None where it is not reached."""
    ids: list[str] = []
    for hit in retriever.search(query_of(asked), limit=_REACHED).hits:
        if hit.passage.source == passage:
            return tuple(ids)
        ids.append(hit.passage.id)
    return None


def agreements(
    weighed: Sequence[RatedEvidence], answerability: Coefficients
) -> Iterator[Agreement]:
    """Yield how well the check, one person, and all people agree with people and with the labels.

    Raises:
        InputError: the grades or the labels are all alike.
    """
    rated = [each.rated for each in weighed]
    scored = [(answerability.probability(each.features), each.rated) for each in weighed]
    means = [(fmean(each.grades), each) for each in rated]
    yield _area("the gate, against most people", ((s, r.good, r.question) for s, r in scored))
    yield _area(
        "the gate, where all people agree",
        ((s, r.good, r.question) for s, r in scored if r.agreed),
    )
    yield _area("one person, against the others where these agree", _one_against_others(rated))
    yield _area("the gate, against the labels", ((s, r.labelled, r.question) for s, r in scored))
    yield _area(
        "all people's mean grade, against the labels",
        ((mean, r.labelled, r.question) for mean, r in means),
    )


def _one_against_others(rated: Sequence[Rated]) -> Iterator[tuple[float, bool, str]]:
    for each in rated:
        for others in combinations(range(len(each.grades)), len(each.grades) - 1):
            (left,) = set(range(len(each.grades))) - set(others)
            verdicts = {each.grades[n] >= _GOOD for n in others}
            if len(verdicts) == 1:
                yield float(each.grades[left]), verdicts.pop(), each.question


def _area(judges: str, judged: Iterable[tuple[float, bool, str]]) -> Agreement:
    """Return the area of scores, of what is right, and of the questions that they belong to."""
    rows = list(judged)
    right = [(score, question) for score, holds, question in rows if holds]
    wrong = [(score, question) for score, holds, question in rows if not holds]
    if not right or not wrong:
        raise InputError(f"There is nothing to tell apart for {judges!r}: all passages are alike.")
    area = area_estimate(
        [score for score, _ in right],
        [score for score, _ in wrong],
        [question for _, question in right],
        [question for _, question in wrong],
    )
    return Agreement(judges, len(right), len(wrong), area)


# The command `citewell eval ratings`: the answerability check beside people.


RATINGS = "human_ratings.jsonl"


def ratings(
    folder: Annotated[Path, typer.Argument(help=f"A folder as FeedbackQA's, with {RATINGS}.")],
) -> None:
    """Compare the answerability check with people's grades, and people with the labels.

    Each graded passage is made the best one found. Prints areas under the curve: the check against
    people, one person against the others, and both against the benchmark's labels.
    """
    benchmark = read_benchmark(folder)
    if len(benchmark.corpora) != 1:
        raise InputError(f"{str(folder)!r} has {len(benchmark.corpora)} corpora; give one.")
    rated = read_ratings(folder / RATINGS, benchmark)
    console = Console(stderr=True)
    settings = Settings()
    with opened_benchmark(
        settings.embedding, settings.ingest, settings.data_dir, benchmark
    ) as opened:
        (reader,) = opened.readers.values()
        retriever = build_retriever(reader, opened.embedder)
        retriever.embedder.embed_queries(sorted({each.question for each in rated}))
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("Searching")
            weighed = weigh_rated(
                retriever, rated, lambda done, total: bar.update(task, completed=done, total=total)
            )
        answerability = coefficients_for(opened.model.identity)
    title = f"{len(weighed)} of {len(rated)} graded passages are among the first hundred"
    table = Table("who judges", "right", "wrong", "area [95 %]", title=title)
    for each in agreements(weighed, answerability):
        area = f"{each.area.mean:.3f} [{each.area.low:.3f}, {each.area.high:.3f}]"
        table.add_row(each.judges, f"{each.right:,}", f"{each.wrong:,}", area)
    Console(width=max(100, Console().width)).print(table)
