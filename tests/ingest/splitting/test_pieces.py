"""Long paragraphs are cut between sentences, in the languages that desks write."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.splitting.splitter import document_text, split
from knowledge.domain.documents import Block, BlockKind, Document, DocumentMetadata, Section
from knowledge.domain.passages import document_id, passage_id
from tests.ingest.splitting.test_splitter import document

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


pytestmark = pytest.mark.slow
EXAMPLES = 1000
ID = document_id("kb", "a.md", "")
WORDS = st.text(
    alphabet=st.sampled_from("abcdefgh  .!?\n\u00e4\u4e2d\u3002\u200b$1,|"),
    min_size=1,
    max_size=400,
).filter(str.strip)
BLOCKS = st.builds(
    Block, text=WORDS, kind=st.sampled_from(BlockKind), page=st.none() | st.integers(1, 9)
)
HEADINGS = st.lists(st.text(alphabet="abc ", max_size=30), max_size=3).map(tuple)
SECTIONS = st.builds(
    Section, headings=HEADINGS, blocks=st.lists(BLOCKS, min_size=1, max_size=5).map(tuple)
)
DOCUMENTS = st.lists(SECTIONS, min_size=1, max_size=4).map(
    lambda sections: Document(
        id=ID,
        metadata=DocumentMetadata(key="a.md", title="A"),
        source="a.md",
        content_hash="",
        sections=tuple(sections),
    )
)


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Count words and each other mark, as a tokenizer roughly does."""
    return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


def solid(text: str) -> str:
    """Return a text without white space, which may go where a passage begins or ends."""
    return "".join(text.split())


@settings(max_examples=EXAMPLES, deadline=None)
@given(document=DOCUMENTS, limit=st.integers(24, 120))
def test_no_text_is_lost_and_none_is_said_twice(document: Document, limit: int) -> None:
    passages = split(document, count_tokens, limit=limit, default_group="staff")

    text = document_text(document)
    assert solid("".join(text[p.start : p.end] for p in passages)) == solid(text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(document=DOCUMENTS, limit=st.integers(24, 120))
def test_no_passage_is_over_the_limit_but_a_single_character(
    document: Document, limit: int
) -> None:
    passages = split(document, count_tokens, limit=limit, default_group="staff")

    over = [
        passage.text
        for passage in passages
        if count_tokens([passage.search_text])[0] > limit and passage.end - passage.start > 1
    ]
    assert over == []


@settings(max_examples=EXAMPLES, deadline=None)
@given(document=DOCUMENTS, limit=st.integers(24, 120))
def test_offsets_lead_to_the_text_and_ids_follow_from_it(document: Document, limit: int) -> None:
    passages = split(document, count_tokens, limit=limit, default_group="staff")

    text = document_text(document)
    assert all(p.text.endswith(text[p.start : p.end]) for p in passages)
    assert [p.id for p in passages] == [passage_id(ID, n, p.text) for n, p in enumerate(passages)]
