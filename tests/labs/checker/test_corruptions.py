from __future__ import annotations

import random

import pytest

from labs.checker.corruptions import CORRUPTIONS, CorruptionKind, ReplacementPool

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
