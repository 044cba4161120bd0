"""Judged questions as pairs and pool."""

from __future__ import annotations

import json
from pathlib import Path

from finetune.pairs.judged import judged_pairs


def beir(folder: Path, corpus: list[dict[str, object]], judged: str) -> Path:
    (folder / "qrels").mkdir(parents=True)
    lines = "".join(f"{json.dumps(row)}\n" for row in corpus)
    (folder / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "What is flu?"}\n{"_id": "q2", "text": "What causes flu?"}\n',
        encoding="utf-8",
    )
    header = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels" / "test.tsv").write_text(header + judged, encoding="utf-8")
    return folder


def test_judged_questions_become_pairs_and_the_corpus_the_pool(tmp_path: Path) -> None:
    corpus: list[dict[str, object]] = [
        {"_id": "a-1", "title": "Flu", "text": "A virus.", "metadata": {"url": "flu.html"}},
        {"_id": "a-2", "title": "Flu", "text": "Flu is caught.", "metadata": {"url": "flu.html"}},
        {"_id": "b-1", "title": "", "text": "Rest."},
    ]
    folder = beir(tmp_path / "set", corpus, "q1\ta-1\t4\nq2\ta-2\t2\nq2\tb-1\t1\n")

    pairs, pool = judged_pairs(folder)

    assert [(p.question, p.passage, p.document, p.grade) for p in pairs] == [
        ("What is flu?", "Flu\nA virus.", "flu.html", 3),
        ("What causes flu?", "Flu is caught.", "flu.html", 2),
        ("What causes flu?", "Rest.", "b-1", 1),
    ]
    assert [each.passage_id for each in pool] == ["a-1", "a-2", "b-1"]
