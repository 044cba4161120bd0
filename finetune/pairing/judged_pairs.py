"""Pairs from a BEIR folder: questions whose relevant passages people have judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evals.benchmark import read_json_lines
from evals.benchmarks.beir_folder import read_beir_folder
from finetune.pairing.pairs import Pair, PooledPassage
from knowledge.errors import InputError

_BEST_GRADE = 3


def judged_pairs(folder: Path) -> tuple[list[Pair], list[PooledPassage]]:
    """Return a pair for each judged passage of each question, and the whole corpus.

    A passage's document is its metadata's `document_id` or `url`, else its title, else itself.

    Raises:
        InputError: a file is missing or malformed.
    """
    benchmark = read_beir_folder(folder)
    pool = {
        str(row["_id"]): PooledPassage(
            passage_id=str(row["_id"]), passage=_text(row), document=_document(row)
        )
        for row in read_json_lines(folder / "corpus.jsonl")
    }
    highest = max((g for q in benchmark.questions for g in q.relevant.values()), default=1)
    pairs = [
        Pair(
            question_id=question.id,
            question=question.text,
            passage_id=found.passage_id,
            passage=found.passage,
            document=found.document,
            kind="judged",
            grade=_grade(grade, highest),
            made_from=folder.name,
        )
        for question in benchmark.questions
        for passage, grade in question.relevant.items()
        if (found := pool.get(passage)) and found.passage and question.text.strip()
    ]
    if not pairs:
        raise InputError(f"{str(folder)!r} holds no question with a relevant passage.")
    return pairs, list(pool.values())


def _text(row: Mapping[str, object]) -> str:
    """Return the text as the benchmark store embeds it, so that its vectors are found again."""
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    return text if not title or text.startswith(title) else f"{title}\n{text}"


def _document(row: Mapping[str, object]) -> str:
    metadata = row.get("metadata")
    known: Mapping[str, object] = metadata if isinstance(metadata, Mapping) else {}
    named = known.get("document_id") or known.get("url") or row.get("title") or row["_id"]
    return str(named)


def _grade(grade: int, highest: int) -> int:
    return max(1, min(_BEST_GRADE, round(_BEST_GRADE * grade / highest)))
