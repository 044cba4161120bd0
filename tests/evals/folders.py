"""Tiny benchmark folders, written where a test wants them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CORPUS = (
    {"_id": "cancel", "title": "Cancel", "text": "A member may cancel in writing at any time."},
    {"_id": "grace", "title": "Grace", "text": "The grace period is thirty days for a premium."},
    {
        "_id": "spouse",
        "title": "Spouse",
        "text": "A spouse is added within sixty days of marriage.",
    },
)
SPOUSE_TALK = (
    {"speaker": "user", "text": "may i add my spouse"},
    {"speaker": "agent", "text": "A spouse is added after marriage."},
)


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as JSON lines, with the folders above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def write_grades(path: Path, rows: Iterable[tuple[str, str, int]]) -> None:
    """Write a qrels table with its header line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def beir_folder(folder: Path) -> Path:
    """Write three passages, two judged questions and one that nobody judged."""
    write_lines(folder / "corpus.jsonl", CORPUS)
    questions = {"q1": "how do i cancel", "q2": "what grace period for a premium", "q3": "why"}
    write_lines(folder / "queries.jsonl", ({"_id": n, "text": t} for n, t in questions.items()))
    write_grades(folder / "qrels" / "test.tsv", [("q1", "cancel", 2), ("q2", "grace", 1)])
    return folder


def task(name: str, question: str, relevant: Sequence[str], **more: object) -> dict[str, object]:
    """Build a line of `tasks.jsonl`."""
    return {"task_id": name, "question": question, "relevant": list(relevant), **more}


def conversation_folder(folder: Path) -> Path:
    """Write one conversation of two turns and another first question, over one corpus."""
    write_lines(folder / "corpus.jsonl", CORPUS)
    tasks = [
        task("a1", "may i add my spouse", ["spouse"], conversation_id="a"),
        task("a2", "how many days?", ["spouse"], conversation_id="a", history=SPOUSE_TALK),
        task("b1", "may i cancel", ["cancel"], conversation_id="b"),
    ]
    write_lines(folder / "tasks.jsonl", tasks)
    return folder


def folder_of_domains(folder: Path) -> Path:
    """Write two domains with a corpus each, and a question of each."""
    write_lines(folder / "plans" / "corpus.jsonl", CORPUS[:2])
    write_lines(folder / "people" / "corpus.jsonl", CORPUS[2:])
    write_grades(folder / "people" / "qrels" / "dev.tsv", [("t2", "spouse", 3)])
    tasks = [
        task("t1", "may i cancel", ["cancel"], domain="plans", multi_turn=["N/A"]),
        task("t2", "a spouse?", ["cancel"], domain="people", history=SPOUSE_TALK),
    ]
    write_lines(folder / "tasks.jsonl", tasks)
    return folder
