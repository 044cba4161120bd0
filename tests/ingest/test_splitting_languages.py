"""Long paragraphs are cut between sentences, in the languages that desks write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.splitting import split
from knowledge.documents import Block, Section
from tests.ingest.test_splitting import document

SENTENCES = {
    "spanish": (
        "Puede cancelar la póliza por escrito en cualquier momento.",
        "El plazo de pago de la prima es de treinta días.",
        "¿Quiere añadir a su cónyuge?",
    ),
    "german": (
        "Der Vertrag kann jederzeit schriftlich gekündigt werden.",
        "Die Zahlungsfrist beträgt dreißig Tage nach Zugang.",
        "Möchten Sie Ihre Ehefrau mitversichern?",
    ),
    "french": (
        "Le contrat peut être résilié par écrit à tout moment.",
        "Le délai de paiement est de trente jours.",
        "Voulez-vous ajouter votre conjoint ?",
    ),
    "arabic": (
        "يمكن إلغاء الوثيقة كتابة في أي وقت.",
        "مهلة الدفع ثلاثون يوما من تاريخ الاستحقاق.",
        "هل تريد إضافة زوجتك؟",
    ),
    "japanese": (
        "契約は書面でいつでも解約できます。",
        "保険料の支払期限は三十日です。",
        "配偶者を追加しますか\uff1f",
    ),
}


def count_characters(texts: Sequence[str]) -> list[int]:
    """Count a token a character, as models do for text without blanks."""
    return [len(text) for text in texts]


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_paragraph_is_cut_between_sentences_and_keeps_its_words(language: str) -> None:
    sentences = SENTENCES[language]
    blank = "" if language == "japanese" else " "
    limit = max(map(len, sentences)) + 10
    paragraph = document(Section((), (Block(blank.join(sentences)),)), title="")

    passages = split(paragraph, count_characters, limit=limit, default_group="staff")

    assert [passage.text for passage in passages] == list(sentences)
