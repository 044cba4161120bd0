from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.pairs.judged import judged_pairs
from finetune.pairs.knowledge_base import plain_pairs
from finetune.pairs.pair import (
    Pair,
    PooledPassage,
    of_part,
    pool_path,
    read_pairs,
    read_pool,
    write_pairs,
    write_pool,
)
from finetune.pairs.parts import Shares, parted
from knowledge.domain.errors import InputError
from tests.builders import passage
from tests.citewell.schemas import faults
from tests.finetune.tiny import PAIRS, pair

HALF = Shares(dev=0.1, test=0.4)


def test_a_pairs_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    odd = PAIRS[0].model_copy(update={"passage": "a\u2028b\x85c", "before": "earlier?"})

    write_pairs(tmp_path / "pairs.jsonl", [odd, *PAIRS[1:]])

    assert read_pairs(tmp_path / "pairs.jsonl") == [odd, *PAIRS[1:]]


def test_a_line_of_a_pairs_file_keeps_to_its_schema(tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs.jsonl", PAIRS[:1])

    line = json.loads((tmp_path / "pairs.jsonl").read_text("utf-8"))

    assert faults(line, "finetune-pairs") == []


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    write_pairs(path, PAIRS[:1])
    path.write_text(path.read_text("utf-8") + '{"question": ""}\n', encoding="utf-8")

    with pytest.raises(InputError, match=r"Line 2 .* question_id: Field required"):
        read_pairs(path)


def test_a_file_without_pairs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")

    with pytest.raises(InputError, match="holds no pair"):
        read_pairs(tmp_path / "empty.jsonl")


def test_a_missing_file_is_refused_with_the_way_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="citewell finetune pairs"):
        read_pairs(tmp_path / "none.jsonl")


def test_the_passages_stand_beside_the_pairs(tmp_path: Path) -> None:
    pool = [PooledPassage(passage_id="p1", passage="Text.", document="d1")]

    write_pool(pool_path(tmp_path / "pairs.jsonl"), pool)

    assert read_pool(tmp_path / "pairs.passages.jsonl") == pool


def test_a_follow_up_is_embedded_behind_what_was_asked_before() -> None:
    follow_up = pair(1).model_copy(update={"before": "Can I add a spouse?", "question": "By when?"})

    assert follow_up.asked == "Can I add a spouse? By when?"


def test_no_document_is_in_two_parts() -> None:
    pairs = [pair(number, document=f"d{number % 30}") for number in range(120)]

    found = parted(pairs, HALF)

    parts = {name: {p.document for p in of_part(found, name)} for name in ("train", "dev", "test")}
    assert all(parts.values())
    assert sum(len(documents) for documents in parts.values()) == 30


def test_documents_that_answer_one_question_stay_together() -> None:
    joined = [pair(n).model_copy(update={"question_id": f"q{n // 2}"}) for n in range(60)]

    found = parted(joined, HALF)

    assert all(found[n].part == found[n + 1].part for n in range(0, 60, 2))


def test_documents_with_a_passage_in_common_stay_together() -> None:
    copied = [
        pair(n).model_copy(update={"passage": f"The  Same words {n // 2}"}) for n in range(60)
    ]

    found = parted(copied, HALF)

    assert all(found[n].part == found[n + 1].part for n in range(0, 60, 2))


def test_the_same_seed_parts_the_same_way_and_another_does_not() -> None:
    pairs = [pair(number) for number in range(60)]

    first, second, other = parted(pairs, HALF), parted(pairs, HALF), parted(pairs, HALF, seed=2)

    assert first == second
    assert first != other


def test_pairs_added_later_leave_the_others_where_they_were() -> None:
    pairs = [pair(number) for number in range(60)]

    longer = parted([pair(99), *pairs], HALF)

    assert longer[1:] == parted(pairs, HALF)


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


def test_headings_and_questions_of_the_documents_become_pairs_without_their_own_words() -> None:
    request = passage(
        "Q: Can I add my spouse?\nA: Yes, within sixty days of the wedding.",
        document_key="faq.md",
        headings=("FAQ",),
    )
    headed = passage(
        "The grace period is thirty days and begins on the due date.",
        document_key="premium.md",
        title="Premiums",
        headings=("Premiums", "Grace period"),
    )

    faq, heading = plain_pairs([request, headed])

    assert (faq.question, faq.kind, faq.grade) == ("Can I add my spouse?", "faq", 3)
    assert faq.question not in faq.passage
    assert (heading.question, heading.kind) == ("Grace period, Premiums", "heading")
    assert heading.passage == headed.text


def test_a_pair_needs_a_question_and_a_passage() -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        Pair(question_id="q", question="", passage_id="p", passage="x", document="d")
