from __future__ import annotations

from knowledge.search.retriever import Retriever
from labs.answerability.question_sets import (
    AnswerabilityQuestion,
    IndexedEvidence,
    Likeness,
    Weighed,
    unanswerable,
    weigh,
)
from tests.labs.answerability.conftest import DESK, QUESTION


def weighed(
    retriever: Retriever, strangers: tuple[str, ...] = ()
) -> dict[IndexedEvidence, Weighed]:
    found = weigh(DESK, {"": retriever}, strangers, limit=10)
    return {each.evidence: each for each in found}


def test_a_question_is_weighed_as_it_is_and_with_its_evidence_taken_out(
    retriever: Retriever,
) -> None:
    by_kind = weighed(retriever)

    there, taken = by_kind[IndexedEvidence.THERE], by_kind[IndexedEvidence.RELEVANT_TAKEN]
    assert there.found
    assert there.features["lacking"] == 0
    # What reads alike still answers: this is why the second kind of taking out exists.
    assert taken.features["lacking"] == 0
    assert by_kind[IndexedEvidence.KINDRED_TAKEN].features["lacking"] == 1


def test_a_question_of_another_set_is_weighed_as_foreign(retriever: Retriever) -> None:
    foreign = weighed(retriever, ("who won the football cup?",))[IndexedEvidence.FOREIGN]

    assert not foreign.found
    assert foreign.features["missing"] > 0


def test_labelled_questions_without_an_answer_are_weighed(retriever: Retriever) -> None:
    asked = AnswerabilityQuestion("who may park?", "", QUESTION.past, "talk")

    assert [w.evidence for w in unanswerable("desk", {"": retriever}, [asked])] == [
        IndexedEvidence.UNANSWERABLE
    ]


def test_what_reads_alike_is_found_by_its_vector(retriever: Retriever) -> None:
    passages = {p.source: p.id for p in retriever.reader.all_passages()}

    kindred = Likeness(retriever.reader).kindred([passages["grace"]])

    assert set(kindred) == {passages["grace"], passages["again"]}
