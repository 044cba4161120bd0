"""The commands that make pairs and near misses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.pairs.command import Shares, parted
from finetune.pairs.pair import of_part, read_pairs, read_pool
from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.finetune.conftest import run
from tests.finetune.tiny import pair
from tests.llm_stub import llm_stub


def test_pairs_are_made_from_a_knowledge_base_without_a_language_model(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEWELL_LLM_MODEL", raising=False)
    said = run("pairs", "--kb", filled(desk), "--out", str(desk / "new.jsonl"))

    made = read_pairs(desk / "new.jsonl")
    assert {each.kind for each in made} == {"faq", "heading"}
    assert len(read_pool(desk / "new.passages.jsonl")) == 2
    assert "no document is in two" in said


def test_pairs_are_made_from_a_knowledge_base_with_a_language_model(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = {"kind": "natural", "question": "How long may I be late?", "grade": 3}
    with llm_stub([json.dumps({"questions": [question]})]) as stub:
        monkeypatch.setenv("CITEWELL_LLM_MODEL", "stub")
        monkeypatch.setenv("CITEWELL_LLM_BASE_URL", stub.url)
        run("pairs", "--kb", filled(desk), "--out", str(desk / "new.jsonl"))

    made = read_pairs(desk / "new.jsonl")
    assert sorted(each.kind for each in made) == ["faq", "natural"]
    assert list(desk.glob("*.drafts.jsonl")) == []


def test_near_misses_are_found_with_the_desks_model(desk: Path) -> None:
    out = desk / "mined.jsonl"

    said = run("negatives", "--pairs", str(desk / "pairs.jsonl"), "--out", str(out), "--share", "1")

    mined = read_pairs(out)
    assert "near misses each" in said
    assert {len(each.negatives) for each in mined if each.part == "train"} <= {3}
    assert len([each for each in mined if each.part == "test"]) == 6


def test_a_file_that_is_there_is_not_written_over(desk: Path) -> None:
    there = str(desk / "pairs.jsonl")

    with pytest.raises(InputError, match="exists"):
        run("pairs", "--out", there)
    with pytest.raises(InputError, match="exists"):
        run("negatives", "--pairs", there, "--out", there)


def filled(desk: Path) -> str:
    faq = passage(
        "Q: Can I add my spouse?\nA: Yes, within sixty days of the wedding.",
        document_key="faq.md",
        headings=("FAQ",),
    )
    headed = passage(
        "The grace period is thirty days and begins on the due date.",
        document_key="premium.md",
        headings=("Premiums", "Grace period"),
    )
    published(EdgeStore(desk / "data" / "kb"), "desk", [faq], [headed]).close()
    return "desk"


HALF = Shares(dev=0.1, test=0.4)


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
