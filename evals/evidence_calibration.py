"""Fit the evidence gate: `python -m evals.evidence_calibration --kb demo=sample/questions.jsonl`.

Each `--kb NAME=FILE` names a knowledge base and its labelled questions; each `--elsewhere FILE`
(JSONL with a "text" or "question" in each line) questions that it cannot answer, which are asked
alone and after the labelled conversations. Answerable questions count when a passage that answers
them is among the first six; the others are the search's fault, not the gate's.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from app.building import build_retriever, calendar
from app.conversations import Conversation
from app.evidence import features
from app.rewriting import HistoryMix
from evals.benchmark import read_json_lines
from evals.labelled_questions import LabelledQuestion, read_labelled_questions
from knowledge.models import open_embedder
from knowledge.queries import Filters, Query
from knowledge.retriever import Retriever
from knowledge.settings import Settings
from knowledge.stores import open_store

_DEPTH = 20
_FIRST = 6
_MOST_ELSEWHERE = 200
_PENALTY = 0.001
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features and whether the documents answer it."""

    group: str
    answerable: bool
    features: dict[str, float]


def main(
    kb: Annotated[list[str], typer.Option(help="NAME=questions.jsonl; may be repeated.")],
    elsewhere: Annotated[list[Path], typer.Option(help="Questions that it cannot answer.")],
    names: Annotated[str, typer.Option(help="The features to use.")] = "cosine,missing",
) -> None:
    """Print the coefficients, and how many questions of each kind they would answer."""
    settings = Settings()
    strangers = [_text(line) for path in elsewhere for line in read_json_lines(path)]
    embedder = open_embedder(settings)
    examples: list[Example] = []
    for pair in kb:
        name, _, path = pair.partition("=")
        with closing(open_store(settings).open(name)) as reader:
            retriever = build_retriever(reader, embedder)
            questions = read_labelled_questions(Path(path))
            examples += _examples(name, retriever, questions, strangers, settings)
    used = names.split(",")
    weights = fit(examples, used)
    shown = ", ".join(f"{n} {w:.3f}" for n, w in zip(["bias", *used], weights, strict=True))
    typer.echo(f"{len(examples)} examples: {shown}")
    for kind in (True, False):
        rows = _matrix([e for e in examples if e.answerable is kind], used)
        typer.echo(f"answerable {kind}: answered {float(np.mean(rows @ weights >= 0)):.3f}")


def fit(examples: list[Example], names: list[str]) -> NDArray[np.float64]:
    """Return bias and weights of a logistic; each group and class weighs the same (Newton)."""
    rows = _matrix(examples, names)
    wanted = np.array([e.answerable for e in examples], dtype=float)
    sizes = Counter((e.group, e.answerable) for e in examples)
    share = np.array([1 / sizes[(e.group, e.answerable)] for e in examples])
    share /= share.mean()
    ridge = np.diag([0.0] + [_PENALTY * len(examples)] * len(names))
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (guess - wanted)) + ridge @ weights
        bend = (rows * (share * guess * (1 - guess))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
    return weights


def _matrix(examples: list[Example], names: list[str]) -> NDArray[np.float64]:
    return np.array([[1.0, *(e.features[name] for name in names)] for e in examples])


def _examples(
    name: str,
    retriever: Retriever,
    questions: list[LabelledQuestion],
    strangers: list[str],
    settings: Settings,
) -> Iterator[Example]:
    today = calendar(settings)()
    chance = random.Random(1)
    for each in questions:
        filters = Filters(each.groups, as_of=each.as_of or today)
        found, rank = _searched(retriever, each.past(), each.question, filters, each)
        if not each.answerable or (rank is not None and rank <= _FIRST):
            yield Example(name, each.answerable, found)
    pasts = [Conversation(), *(each.past() for each in questions if each.is_follow_up)]
    filters = Filters(settings.reader_groups, as_of=today)
    for text in chance.sample(strangers, min(len(strangers), _MOST_ELSEWHERE)):
        past = chance.choice((Conversation(), chance.choice(pasts)))
        yield Example(name, answerable=False, features=_searched(retriever, past, text, filters)[0])


def _searched(
    retriever: Retriever,
    past: Conversation,
    question: str,
    filters: Filters,
    labelled: LabelledQuestion | None = None,
) -> tuple[dict[str, float], int | None]:
    query = Query(HistoryMix().plan(past, question).legs, filters)
    hits = retriever.search(query, limit=_DEPTH).hits
    rank = labelled.rank_in([hit.passage for hit in hits]) if labelled else None
    return features(question, query, hits), rank


def _text(line: dict[str, object]) -> str:
    return str(line.get("text") or line["question"])


if __name__ == "__main__":
    typer.run(main)
