from __future__ import annotations

import random

import pytest

from labs.checker.cases import Case, Stated, cases
from labs.checker.corruptions import CORRUPTIONS, CorruptionKind, ReplacementPool
from labs.checker.quality import measure, passes, rouge_l

AROUND = ReplacementPool(
    source="The Silver plan pays $30 within 90 days until March 3, 2026. Gold pays $40.",
    names=["Bronze"],
    codes=["Z99"],
    sentences=["Llamas live in herds."],
)


def spoiled(kind: CorruptionKind, sentence: str) -> str | None:
    return CORRUPTIONS[kind](sentence, AROUND, random.Random(1))


@pytest.mark.parametrize(
    ("kind", "sentence", "wrong"),
    [
        (
            CorruptionKind.NUMBER_OF_PASSAGE,
            "It takes 30 days, not 90.",
            "It takes 40 days, not 90.",
        ),
        (CorruptionKind.UNIT, "It takes 90 days.", "It takes 90 weeks."),
        (CorruptionKind.CODE, "Use code E11 here.", "Use code Z99 here."),
        (CorruptionKind.NAME, "It is the Silver plan.", "It is the Bronze plan."),
        (CorruptionKind.NEGATION, "It is paid.", "It is not paid."),
        (CorruptionKind.NEGATION, "It is not paid.", "It is paid."),
        (CorruptionKind.MODALITY, "You must pay.", "You may pay."),
        (CorruptionKind.ELSEWHERE, "You must pay.", "Llamas live in herds."),
        (CorruptionKind.DATE, "You must pay.", None),
    ],
)
def test_a_sentence_is_spoiled_in_one_place(
    kind: CorruptionKind, sentence: str, wrong: str | None
) -> None:
    assert spoiled(kind, sentence) == wrong


def test_an_invented_number_is_not_in_the_passage() -> None:
    assert spoiled(CorruptionKind.NUMBER, "It takes 90 days.") not in {None, "It takes 90 days."}


def test_a_plain_threshold_passes_what_it_is_set_to_pass() -> None:
    stated = [
        Stated("set", f"origin {n}", f"Plan number {n} costs exactly {n} dollars a month.", text)
        for n in range(20, 60)
        for text in [(f"Plan number {n} costs exactly {n} dollars a month. It is a plan.",)]
    ]

    made = cases(stated)
    lines = {(s.method, s.kind): s.share.mean for s in measure(made, {"ROUGE-L": rouge_l})}

    assert lines["checker", "untouched passed"] == 1.0
    assert lines["ROUGE-L", "untouched passed"] >= 0.9
    assert lines["checker", "  number"] == 1.0


def test_a_sentence_passes_by_all_its_passages_together() -> None:
    stated = Stated("set", "one", "It costs 5 dollars and takes 9 days.", ("It costs 5 dollars.",))
    both = Stated("set", "one", stated.text, (*stated.passages, "It takes 9 days."))

    assert not passes(Case(stated, CorruptionKind.UNTOUCHED, stated.text))
    assert passes(Case(both, CorruptionKind.UNTOUCHED, both.text))
