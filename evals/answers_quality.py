"""Answers held against people's reference answers, beside pasting the first passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.answers import Answer
from app.checking.terms import words
from app.conversations import Conversation
from app.replies import Asking, Finished, Replying
from evals.answer_judge import AnswerJudge
from evals.benchmark import conversation_of, read_json_lines
from evals.runs.significance import Difference, Estimate, difference, estimate

JUDGED = "judge's grade"
MEASURES = ("citation precision", "citation recall", "ROUGE-L", "token F1", "K-precision")


@dataclass(frozen=True, slots=True)
class Task:
    """A question with its past, people's answer, and the ids of the passages it rests on."""

    conversation: str
    domain: str
    past: Conversation
    question: str
    reference: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure over all tasks: ours, the first passage pasted, and the difference."""

    measure: str
    tasks: int
    ours: Estimate
    first_passage: Estimate
    gain: Difference


def read_tasks(folder: Path, domains: Sequence[str]) -> list[Task]:
    """Read the answerable tasks of MTRAG's `tasks.jsonl` in some domains."""
    return [
        Task(
            conversation=str(row["conversation_id"]),
            domain=str(row["domain"]),
            past=conversation_of(row["history"]),
            question=str(row["question"]),
            reference=str(row["reference_answer"]),
            relevant=frozenset(cast("list[str]", row["relevant"])),
        )
        for row in read_json_lines(folder / "tasks.jsonl")
        if row["domain"] in domains and row["answerability"] == ["ANSWERABLE"] and row["relevant"]
    ]


def compare(
    assistants: Mapping[str, Replying],
    tasks: Sequence[Task],
    *,
    groups: tuple[str, ...],
    relevant_text: Callable[[Task], str],
    judge: AnswerJudge | None = None,
) -> list[Compared]:
    """Answer every task and measure it; a refusal scores 0 throughout.

    A `judge` grades both answers, too; tasks for which it gives no grade are left out there.
    """
    answered = [_answered(assistants[task.domain], task, groups) for task in tasks]
    pairs = [_measured(each, task, relevant_text(task)) for each, task in _beside(answered, tasks)]
    clusters = [task.conversation for task in tasks]
    lines = [_compared(name, pairs, clusters) for name in MEASURES]
    return [*lines, *(_judged(judge, answered, tasks) if judge else ())]


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was answered and cited, and the first passage found, whose source is its citation."""

    said: str
    cited: tuple[str, ...]
    pasted: str
    pasted_cited: tuple[str, ...]


def _beside(
    answered: Sequence[_Answered], tasks: Sequence[Task]
) -> Iterator[tuple[_Answered, Task]]:
    return zip(answered, tasks, strict=True)


def _judged(
    judge: AnswerJudge, answered: Sequence[_Answered], tasks: Sequence[Task]
) -> Iterator[Compared]:
    graded = [
        (
            judge.grade(task.question, task.reference, each.said),
            judge.grade(task.question, task.reference, each.pasted),
            task.conversation,
        )
        for each, task in _beside(answered, tasks)
    ]
    whole = [(a, b, c) for a, b, c in graded if a is not None and b is not None]
    if whole:
        pairs = [({JUDGED: ours}, {JUDGED: theirs}) for ours, theirs, _ in whole]
        yield _compared(JUDGED, pairs, [conversation for *_, conversation in whole])


def _compared(
    name: str,
    pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]],
    clusters: Sequence[str],
) -> Compared:
    ours = [mine[name] for mine, _ in pairs]
    theirs = [first[name] for _, first in pairs]
    return Compared(
        name,
        len(pairs),
        estimate(ours, clusters=clusters),
        estimate(theirs, clusters=clusters),
        difference(ours, theirs, clusters=clusters),
    )


def _answered(assistant: Replying, task: Task, groups: tuple[str, ...]) -> _Answered:
    *_, last = assistant.reply(task.past, task.question, Asking(groups=groups))
    assert isinstance(last, Finished), "a reply ends with its answer"
    answer = last.answer
    cited = tuple(citation.passage.source for citation in answer.citations)
    first = [hit.passage for hit in answer.found.hits[:1]]
    pasted = "".join(passage.text for passage in first)
    return _Answered(_said(answer), cited, pasted, tuple(passage.source for passage in first))


def _measured(
    answered: _Answered, task: Task, evidence: str
) -> tuple[dict[str, float], dict[str, float]]:
    ours = scores(answered.said, answered.cited, task, evidence)
    return ours, scores(answered.pasted, answered.pasted_cited, task, evidence)


def scores(text: str, cited: Sequence[str], task: Task, evidence: str) -> dict[str, float]:
    """Return an answer's measures, each 0..1; K-precision is over the relevant passages."""
    mine, reference = words(text), words(task.reference)
    right = len(task.relevant & set(cited))
    return {
        "citation precision": right / len(cited) if cited else 0.0,
        "citation recall": right / len(task.relevant),
        "ROUGE-L": _harmonic(longest_common(mine, reference), len(mine), len(reference)),
        "token F1": _harmonic(_shared(mine, reference), len(mine), len(reference)),
        "K-precision": _shared(mine, words(evidence)) / len(mine) if mine else 0.0,
    }


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    lengths = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, theirs in enumerate(other, start=1):
            above = lengths[place]
            lengths[place] = before + 1 if word == theirs else max(above, lengths[place - 1])
            before = above
    return lengths[-1]


def _said(answer: Answer) -> str:
    return "" if answer.refused else " ".join(sentence.text for sentence in answer.sentences)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return sum((Counter(one) & Counter(other)).values())


def _harmonic(shared: int, mine: int, theirs: int) -> float:
    return 2 * shared / (mine + theirs) if mine + theirs else 0.0


def of_each_domain(tasks: Sequence[Task], limit: int) -> Iterator[Task]:
    """Yield at most `limit` tasks of each domain, the first ones of the file."""
    taken: Counter[str] = Counter()
    for task in tasks:
        taken[task.domain] += 1
        if taken[task.domain] <= limit:
            yield task
