"""Answers held against people's reference answers, beside pasting the first passage."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.domain.answers import Answer
from app.domain.conversations import Conversation
from app.domain.replies import AnsweringAssistant, AnswerRequest, Finished
from app.grounding.verification import json_in, read_to_end
from app.language.words import words
from app.llm.chat import ChatModel, Message
from app.writing.prompting import new_mark, prompt
from evals.answers.measures import (
    ANSWERED,
    CITATION_PRECISION,
    REFUSED,
    SUPPORTED,
    Embed,
    overlap,
    said_in,
    shared,
    supported,
)
from evals.benchmarks.benchmark import conversation_of, read_json_lines
from evals.runs.saved_runs import SavedQuestion
from evals.runs.significance import Difference, MeanEstimate, difference, estimate

JUDGED = "judge's grade"


@dataclass(frozen=True, slots=True)
class AnswerTask:
    """A question with its past, people's answer, and the ids of the passages it rests on.

    `relevant` is empty where people found that no passage answers.
    """

    id: str
    conversation: str
    domain: str
    past: Conversation
    question: str
    reference: str
    relevant: frozenset[str]

    @property
    def answerable(self) -> bool:
        """Whether people found an answer in the passages."""
        return bool(self.relevant)


@dataclass(frozen=True, slots=True)
class Measured:
    """The same tasks as we answered them and with the first passage pasted, ready to be saved."""

    ours: tuple[SavedQuestion, ...]
    pasted: tuple[SavedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure over some tasks: ours, the first passage pasted, and the difference."""

    measure: str
    tasks: int
    ours: MeanEstimate
    first_passage: MeanEstimate
    gain: Difference


def read_tasks(folder: Path, domains: Sequence[str]) -> list[AnswerTask]:
    """Read the answerable and the unanswerable tasks of MTRAG's `tasks.jsonl` in some domains."""
    return [
        AnswerTask(
            id=str(row["task_id"]),
            conversation=str(row["conversation_id"]),
            domain=str(row["domain"]),
            past=conversation_of(row["history"]),
            question=str(row["question"]),
            reference=str(row["reference_answer"]),
            relevant=frozenset(cast("list[str]", row["relevant"])),
        )
        for row in read_json_lines(folder / "tasks.jsonl")
        if row["domain"] in domains
        and row["answerability"] == (["ANSWERABLE"] if row["relevant"] else ["UNANSWERABLE"])
    ]


def measure_answers(
    assistants: Mapping[str, AnsweringAssistant],
    tasks: Sequence[AnswerTask],
    *,
    groups: tuple[str, ...],
    relevant_text: Callable[[AnswerTask], str],
    embed: Embed,
    judge: AnswerJudge | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Measured:
    """Answer every task and measure it, beside the first passage found, pasted.

    Of an answerable task a refusal scores 0 throughout; of an unanswerable one only the refusal is
    measured. A `judge` grades both answers, too, and a task for which it gives no grade has none.
    """
    ours, pasted = [], []
    for done, task in enumerate(tasks, start=1):
        answer = _answered(assistants[task.domain], task, groups)
        first = [hit.passage for hit in answer.found.hits[:1]]
        cited = tuple(citation.passage.source for citation in answer.citations)
        both = (
            _Given(said_in(answer), cited, refused=answer.refused),
            _Given("".join(p.text for p in first), tuple(p.source for p in first), refused=False),
        )
        evidence = relevant_text(task)
        mine, theirs = (_values(each, task, evidence, embed) for each in both)
        grades = [judge.grade(task.question, task.reference, each.said) for each in both if judge]
        if task.answerable:
            mine |= supported(answer)
            theirs[SUPPORTED] = 1.0  # by itself, word for word
            if grades and None not in grades:
                mine[JUDGED], theirs[JUDGED] = (cast("float", grade) for grade in grades)
        found = tuple(hit.passage.source for hit in answer.found.hits[:20])
        ours.append(_row(task, found, mine))
        pasted.append(_row(task, found, theirs))
        progress(done)
    return Measured(tuple(ours), tuple(pasted))


@dataclass(frozen=True, slots=True)
class _Given:
    """What a reader gets, and the passages that it names."""

    said: str
    cited: tuple[str, ...]
    refused: bool


def _answered(assistant: AnsweringAssistant, task: AnswerTask, groups: tuple[str, ...]) -> Answer:
    *_, last = assistant.reply(task.past, task.question, AnswerRequest(groups=groups))
    assert isinstance(last, Finished), "a reply ends with its answer"
    return last.answer


def _row(task: AnswerTask, found: tuple[str, ...], values: Mapping[str, float]) -> SavedQuestion:
    labels = {
        "conversation": task.conversation,
        "domain": task.domain,
        "turn": "later" if task.past.turns else "first",
    }
    relevant = dict.fromkeys(sorted(task.relevant), 1)
    return SavedQuestion(
        id=task.id,
        question=task.question,
        labels=labels,
        relevant=relevant,
        ranking=found,
        values=values,
    )


def _values(given: _Given, task: AnswerTask, evidence: str, embed: Embed) -> dict[str, float]:
    if not task.answerable:
        return {REFUSED: float(given.refused)}
    return {ANSWERED: float(not given.refused)} | scores(
        given.said, given.cited, task, evidence, embed
    )


def scores(
    text: str, cited: Sequence[str], task: AnswerTask, evidence: str, embed: Embed
) -> dict[str, float]:
    """Return an answer's measures, each 0..1; K-precision is over the relevant passages."""
    mine = words(text)
    right = len(task.relevant & set(cited))
    return {
        CITATION_PRECISION: right / len(cited) if cited else 0.0,
        "citation recall": right / len(task.relevant),
        **overlap(text, task.reference, embed),
        "K-precision": shared(mine, words(evidence)) / len(mine) if mine else 0.0,
    }


def compared(measured: Measured, *, answered_only: bool = False) -> list[Compared]:
    """Return every measure that both have, over the tasks that have it.

    With `answered_only` over those that were not refused: what a reader gets who gets an answer.
    """
    pairs = [
        (mine, theirs)
        for mine, theirs in zip(measured.ours, measured.pasted, strict=True)
        if not answered_only or mine.values.get(ANSWERED)
    ]
    names = dict.fromkeys(
        name for mine, theirs in pairs for name in mine.values if name in theirs.values
    )
    told = [name for name in names if not (answered_only and name == ANSWERED)]
    return [_compared(name, pairs) for name in told]


def _compared(name: str, pairs: Sequence[tuple[SavedQuestion, SavedQuestion]]) -> Compared:
    having = [(a, b) for a, b in pairs if name in a.values and name in b.values]
    ours = [mine.values[name] for mine, _ in having]
    theirs = [first.values[name] for _, first in having]
    clusters = [mine.conversation for mine, _ in having]
    return Compared(
        name,
        len(having),
        estimate(ours, clusters=clusters),
        estimate(theirs, clusters=clusters),
        difference(ours, theirs, clusters=clusters),
    )


def of_each_domain(tasks: Sequence[AnswerTask], limit: int) -> Iterator[AnswerTask]:
    """Yield at most `limit` tasks of each domain, the first ones of the file."""
    taken: Counter[str] = Counter()
    for task in tasks:
        taken[task.domain] += 1
        if taken[task.domain] <= limit:
            yield task


# A language model's grade of an answer beside a person's, by our own prompt.


_BEST_GRADE = 2
_TRIES = 2


class AnswerJudge:
    """Grades answers 0 to 1; a reply that is no grade is asked for once more, then left out."""

    def __init__(self, model: ChatModel, *, make_mark: Callable[[], str] = new_mark) -> None:
        self._model = model
        self._make_mark = make_mark

    def grade(self, question: str, reference: str, answer: str) -> float | None:
        """Return how far the answer says what the reference says; None where no grade came.

        An empty answer is a refusal, which says nothing: 0, without asking.

        Raises:
            GenerationFailed: the model cannot be reached.
        """
        if not answer.strip():
            return 0.0
        mark = self._make_mark()
        named = {"question": question, "reference": reference, "answer": answer}
        pieces = "\n\n".join(f"<<{mark} {n}>>\n{t}\n<<{mark} end>>" for n, t in named.items())
        asked = Message("user", prompt("judge-answer", mark=mark, pieces=pieces))
        replies = (read_to_end(self._model, [asked]) for _ in range(_TRIES))
        return next((grade for said in replies if (grade := read_grade(said)) is not None), None)


def read_grade(said: str) -> float | None:
    """Return a reply's grade between 0 and 1; None when it is no JSON of the asked form."""
    try:
        grade = json.loads(json_in(said))["grade"]
    except (ValueError, KeyError, TypeError):
        return None
    return grade / _BEST_GRADE if grade in range(_BEST_GRADE + 1) else None
