"""Rankings in TREC's run format: `question Q0 passage rank score name`, a line a passage."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.errors import InputError

_AFTER_QUESTION = re.compile(r"(?<!\s)\s+(?:Q0|0)\s+")
_FIELDS_AT_THE_END = 3


def read_trec_run(path: Path) -> tuple[str, dict[str, list[tuple[str, float]]]]:
    """Return the run's name and question id -> (passage id, score), best first.

    Order is by score as trec_eval takes it, equal scores by the rank that the file states.

    Raises:
        InputError: the file is missing, empty, or a line is not of that form (with its number).
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The run file {str(path)!r} cannot be read: {error}.") from error
    rows: dict[str, list[tuple[float, int, str]]] = {}
    name = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question, passage, rank, score, name = _fields(path, number, line)
        rows.setdefault(question, []).append((-score, rank, passage))
    if not rows:
        raise InputError(f"The run file {str(path)!r} holds no line.")
    return name, {
        question: [(passage, -negated) for negated, _, passage in sorted(found)]
        for question, found in rows.items()
    }


def _fields(path: Path, number: int, line: str) -> tuple[str, str, int, float, str]:
    # Ids of some benchmarks hold blanks; what stands around them is certain.
    try:
        ids, rank, score, name = line.strip().rsplit(None, _FIELDS_AT_THE_END)
        question, passage = _AFTER_QUESTION.split(ids, maxsplit=1)
        return question, passage, int(rank), float(score), name
    except ValueError as error:
        raise InputError(
            f"Line {number} of {str(path)!r} is not of TREC's form "
            f"'question Q0 passage rank score name': {line!r}."
        ) from error
