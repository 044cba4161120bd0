from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.answerability.evidence import AnswerabilityClassifier, Coefficients
from app.answerability.gate import Gate
from app.domain.answers import Outcome
from app.domain.conversations import Conversation
from app.rewriting.legs import HistoryMix
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.queries import Filters, Hit, LegRank
from knowledge.search.retriever import Retriever
from knowledge.store.edge.store import EdgeStore
from tests.app.desks import COPAYS, DOCUMENTS, EVENTS, FEES, GRACE, STAFF, answer_of, assistant
from tests.builders import EMBEDDER, ENCODER, MANIFEST, published
from tests.fakes import HashingEmbedder


def test_a_code_that_no_passage_has_is_not_answered_by_another_ones_passage(
    tmp_path: Path,
) -> None:
    desk = assistant(tmp_path, documents=(*DOCUMENTS, FEES))

    other, there = answer_of(desk, "the fee for form F5"), answer_of(desk, "the fee for form f15")

    assert (other.outcome, other.found.missing) == (Outcome.NEAREST, ("F5",))
    assert other.text.startswith("The documents do not mention “F5”.")
    assert (there.outcome, there.found.missing) == (Outcome.ANSWERED, ())


def test_a_question_without_a_subject_is_asked_back_with_sections_to_choose(
    tmp_path: Path,
) -> None:
    answer = answer_of(assistant(tmp_path), "how much is it?")

    assert (answer.outcome, answer.refused) == (Outcome.ASKED_BACK, False)
    assert answer.text == "What do you mean? Choose one, or say it in more words."
    assert answer.citations == ()
    assert answer.choices[0].question == f"how much is it ({answer.choices[0].label})?"


def test_who_says_what_to_search_for_is_not_asked_back(tmp_path: Path) -> None:
    request = replace(STAFF, search_texts=("office visit copay",), edited=True)

    found = assistant(tmp_path).find(Conversation(), "how much is it?", request)

    assert found.instead is not Outcome.ASKED_BACK
    assert found.hits[0].passage == COPAYS


def test_what_is_not_answered_names_the_word_that_no_passage_has(tmp_path: Path) -> None:
    desk = assistant(tmp_path)

    found = desk.find(Conversation(), "bitcoin bonus parade for a spouse", STAFF)

    assert not found.enough
    assert len(found.missing) == 1
    assert found.missing[0] in {"bitcoin", "parade"}


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("the grace days", Outcome.ASKED_BACK),
        ("bitcoin for a spouse", Outcome.NEAREST),
    ],
)
def test_a_brief_question_of_weak_evidence_is_asked_back_unless_it_is_said_what_is_missing(
    tmp_path: Path, question: str, instead: Outcome
) -> None:
    reader = published(EdgeStore(tmp_path / "kb", tmp_path / "run"), "desk", [EVENTS], [GRACE])
    retriever = Retriever(reader, EMBEDDER, ENCODER)
    weak = AnswerabilityClassifier(0.5, Coefficients(-1.0), subject=Coefficients(1.0))
    query = HistoryMix().plan(Conversation(), question).query(Filters(("staff",)))
    hits = retriever.search(query, limit=5).hits

    first = Gate(retriever, weak).judge(question, query, hits, first=True)
    later = Gate(retriever, weak).judge(question, query, hits, first=False)

    assert (first.instead, bool(first.choices)) == (instead, instead is Outcome.ASKED_BACK)
    assert later.instead is Outcome.NEAREST


class _EnglishOnly(HashingEmbedder):
    @property
    def identity(self) -> EmbedderIdentity:
        return replace(super().identity, name="bge-small-en-v1.5")


@pytest.mark.parametrize(
    ("embedder", "enough"), [(HashingEmbedder(), True), (_EnglishOnly(), False)]
)
def test_words_do_not_count_against_a_question_in_another_language(
    tmp_path: Path, embedder: HashingEmbedder, enough: bool
) -> None:
    manifest = replace(MANIFEST, embedder=embedder.identity)
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    reader = published(store, "desk", [EVENTS], manifest=manifest)
    retriever = Retriever(reader, embedder, ENCODER)
    gate = Gate(retriever, AnswerabilityClassifier(0.5, Coefficients(-3.0)))
    question = "¿cuánto tiempo tengo para inscribir a mi esposa en el plan?"
    query = HistoryMix().plan(Conversation(), question).query(Filters(("staff",)))
    found = replace(EVENTS, text="It is for you to say when, and it must be in by the end of May.")
    hits = [Hit(found, 1.0, (LegRank(1, 0.6), LegRank(None, None)))]

    assert gate.judge(question, query, hits, first=True).enough is enough
