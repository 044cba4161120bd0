from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.pairs.knowledge_base import plain_pairs
from finetune.pairs.pair import (
    Pair,
    PooledPassage,
    pool_path,
    read_pairs,
    read_pool,
    write_pairs,
    write_pool,
)
from knowledge.domain.errors import InputError
from tests.builders import passage
from tests.citewell.schemas import faults
from tests.finetune.tiny import PAIRS, pair


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
