from __future__ import annotations

import pytest

from knowledge.lexical.languages import language_of

ALL = ("english", "spanish", "german", "french", "portuguese", "arabic", "japanese", "chinese")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long do I have for that?", "english"),
        ("¿Cuánto tarda el reembolso de la prima?", "spanish"),
        ("Wann wird die Kündigung wirksam?", "german"),
        ("Quel est le délai de paiement ?", "french"),
        ("Qual é o prazo para não pagar em dobro?", "portuguese"),
        ("ما هي مهلة الدفع؟", "arabic"),
        ("支払期限はいつですか", "japanese"),
        ("如何取消我的健康保险计划", "chinese"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text, ALL) == language


@pytest.mark.parametrize("text", ["HL-214", "deductible 2026", "", "12.50"])
def test_words_without_grammar_tell_nothing(text: str) -> None:
    assert language_of(text, ALL) is None


def test_only_the_given_languages_are_thought_of() -> None:
    assert language_of("Wann wird die Kündigung wirksam?", ("english", "french")) is None


def test_a_quoted_foreign_name_does_not_change_the_language() -> None:
    text = "Is the drug 保険薬 covered by my plan?"

    assert language_of(text, ALL) == "english"
