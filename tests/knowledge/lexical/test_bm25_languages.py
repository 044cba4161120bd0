"""Words meet their other forms, in the languages that desks write."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.domain.passages import PassageVectors
from knowledge.domain.queries import Filters, SparseSearch
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest
from tests.builders import EMBEDDER, passages, record


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("spanish", "póliza", "pólizas"),
        ("german", "Kündigung", "Kündigungen"),
        ("french", "remboursement", "remboursements"),
        ("arabic", "كتاب", "الكتاب"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, asked: str, written: str) -> None:
    encoder = Bm25Encoder(language)

    assert encoder.encode_query(asked) == encoder.encode_query(written)


@pytest.mark.parametrize(
    ("language", "stop_words"),
    [
        ("spanish", "de la que el"),
        ("german", "der die und nicht"),
        ("french", "le la les et"),
        ("arabic", "في من على"),
    ],
)
def test_words_that_every_text_has_are_no_terms(language: str, stop_words: str) -> None:
    assert Bm25Encoder(language).encode_query(stop_words).indices == ()


TEXTS = {
    "spanish": (
        "Puede cancelar la póliza por escrito.",
        "El plazo de pago es de treinta días.",
        "plazo de pagos",
    ),
    "german": (
        "Der Vertrag kann schriftlich gekündigt werden.",
        "Die Zahlungsfristen betragen dreißig Tage.",
        "Wie viele Tage betragen die Zahlungsfristen?",
    ),
    "french": (
        "Le contrat peut être résilié par écrit.",
        "Les délais de paiement sont de trente jours.",
        "délai de paiement",
    ),
    "arabic": (
        "يمكن إلغاء الوثيقة كتابة.",
        "مهلة الدفع ثلاثون يوما.",
        "ما هي مهلة الدفع؟",
    ),
    "japanese": (
        "契約は書面で解約できます。",
        "保険料の支払期限は三十日です。",
        "支払期限はいつですか",
    ),
}


@pytest.mark.parametrize("setting", ["own", "multilingual"])
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_passage_that_answers_is_found(language: str, setting: str, tmp_path: Path) -> None:
    cancel, pay, question = TEXTS[language]
    chosen = language if setting == "own" else setting
    manifest = Manifest(EMBEDDER.identity, splitter="test", bm25_language=chosen)
    encoder = Bm25Encoder.of(manifest)
    document = passages("rules.md", [cancel, pay])
    texts = [each.text for each in document]
    rows = PassageVectors(EMBEDDER.embed_passages(texts), encoder.encode_passages(texts))
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    with store.write("desk", manifest) as writer:
        writer.put(record(document), document, rows)
        writer.publish()

    hits = store.open("desk").search(
        [SparseSearch(encoder.encode_query(question))], Filters(groups=("staff",)), limit=2
    )

    assert hits[0].passage.text == pay
