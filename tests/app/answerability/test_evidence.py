from __future__ import annotations

from dataclasses import replace

import pytest

from app.answerability.evidence import (
    ANY_MODEL,
    MINILM,
    AnswerabilityClassifier,
    Coefficients,
    coefficients_for,
    features,
)
from app.answerability.left_out import LeftOutWord
from app.domain.answers import Outcome
from app.domain.conversations import Conversation
from app.rewriting.legs import HistoryMix
from knowledge.domain.queries import Filters, Hit, LegRank, Query
from tests.app.desks import EVENTS, GRACE, SPOUSE
from tests.builders import EMBEDDER

NEAR = Hit(EVENTS, 1.0, (LegRank(1, 0.6), LegRank(1, 5.0)))
FAR = Hit(GRACE, 0.2, (LegRank(2, 0.2), LegRank(None, None)))
TALK = Conversation().with_turn(SPOUSE, "Within 60 days [1].")


def query(question: str, talk: Conversation | None = None) -> Query:
    planned = HistoryMix().plan(talk or Conversation(), question)
    return planned.query(Filters(("staff",)))


def evidence(question: str, talk: Conversation | None = None) -> dict[str, float]:
    return features(question, query(question, talk), [NEAR, FAR])


def test_the_features_of_a_question_that_is_met() -> None:
    assert evidence("enroll a spouse") == {
        "cosine": 0.6,
        "margin": pytest.approx((2 * 0.2 + 18 * 0.13) / 20),
        "lacking": 0.0,
        "agreement": 1.0,
        "coverage": 1.0,
        "missing": 0.0,
        "letters": pytest.approx(1 / 6),
        "lack": 0.0,
    }


def test_a_follow_up_without_words_of_its_own_is_judged_by_its_history() -> None:
    alone, in_talk = evidence("and how?"), evidence("and how?", TALK)

    assert (alone["coverage"], alone["missing"]) == (0.5, 0.0)
    assert (in_talk["coverage"], in_talk["missing"]) == (1.0, 0.0)


def test_a_change_of_subject_shows_in_what_is_missing() -> None:
    assert evidence("who won the football world cup?", TALK)["missing"] == 1.0


def test_what_the_first_passage_lacks_counts_though_another_has_it() -> None:
    assert evidence("grace period for a spouse")["lacking"] == pytest.approx(2 / 3)


def test_a_word_that_the_documents_lack_counts_less_in_a_question_that_leans_on_others() -> None:
    lacked = [LeftOutWord("pet", held=False, weight=0.5, nearer=0.04)]

    alone, leaning = (
        features(asked, query(asked, TALK), [NEAR, FAR], lacked)["lack"]
        for asked in ("do you sell dental and pet insurance", "and a pet?")
    )

    assert alone == pytest.approx(0.1)
    assert 0 < leaning < alone


def test_a_passage_alone_stands_out_as_usual_and_has_no_rare_words() -> None:
    alone = features(SPOUSE, query(SPOUSE), [NEAR], passages=1)
    among_many = features(SPOUSE, query(SPOUSE), [NEAR] * 20, passages=1_000)

    assert alone["margin"] == pytest.approx((0.0 + 19 * 0.13) / 20)
    assert among_many["margin"] == 0.0
    assert alone["letters"] == 1.0
    assert among_many["letters"] == pytest.approx(1 / 6)


def test_without_a_leg_that_searches_words_they_tell_nothing() -> None:
    dense = replace(query(SPOUSE), legs=query(SPOUSE).legs[:1])

    assert features(SPOUSE, dense, [NEAR, FAR])["letters"] == 0.0


def test_legs_that_disagree_on_the_first_passage_are_less_evidence() -> None:
    apart = replace(NEAR, ranks=(LegRank(1, 0.6), LegRank(None, None)))

    assert features(SPOUSE, query(SPOUSE), [apart, FAR])["agreement"] == pytest.approx(0.51)


@pytest.mark.parametrize("coefficients", [MINILM, ANY_MODEL])
def test_more_likeness_is_more_evidence_and_more_missing_is_less(
    coefficients: Coefficients,
) -> None:
    near = {"cosine": 0.6, "margin": 0.2, "lacking": 0.2, "agreement": 1.0}
    found = near | {"coverage": 0.8, "missing": 0.0, "letters": 0.6, "lack": 0.0}
    far = {"cosine": 0.2, "margin": 0.05, "lacking": 1.0, "agreement": 0.1}
    foreign = far | {"coverage": 0.0, "missing": 1.0, "letters": 0.1, "lack": 0.05}

    assert coefficients.probability(found) > 0.5 > coefficients.probability(foreign)


def test_nothing_found_is_no_evidence() -> None:
    judged = AnswerabilityClassifier(0.5).judge(SPOUSE, query(SPOUSE), [])

    assert (judged.score, judged.enough) == (0.0, False)


@pytest.mark.parametrize(("threshold", "enough"), [(0.5, True), (0.51, False)])
def test_the_threshold_decides(threshold: float, enough: bool) -> None:
    answerability = AnswerabilityClassifier(threshold, Coefficients(0.0))

    assert answerability.judge(SPOUSE, query(SPOUSE), [NEAR]).enough is enough


@pytest.mark.parametrize(("bias", "instead"), [(1.0, Outcome.NEAREST), (-1.0, Outcome.REFUSED)])
def test_what_is_off_the_subject_is_refused_and_not_shown_as_nearest(
    bias: float, instead: Outcome
) -> None:
    answerability = AnswerabilityClassifier(0.9, Coefficients(0.0), subject=Coefficients(bias))

    assert answerability.judge(SPOUSE, query(SPOUSE), [NEAR]).instead is instead


def test_a_model_without_coefficients_of_its_own_is_judged_without_its_cosines() -> None:
    minilm = replace(EMBEDDER.identity, name="minilm")

    assert coefficients_for(minilm) is MINILM
    assert coefficients_for(EMBEDDER.identity) is ANY_MODEL
    assert "cosine" not in ANY_MODEL.weights


def test_a_rerankers_own_score_is_evidence_where_it_read_in_time() -> None:
    reread = AnswerabilityClassifier(
        0.5,
        Coefficients(-1.0, {"reranked": 4.0}),
        otherwise=AnswerabilityClassifier(0.5, Coefficients(0.2)),
    )
    read = [replace(FAR, reranked=0.1), replace(NEAR, reranked=0.8), NEAR]

    in_time = reread.judge(SPOUSE, query(SPOUSE), read)
    too_late = reread.judge(SPOUSE, query(SPOUSE), [FAR, NEAR])

    assert in_time.features["reranked"] == 0.8
    assert in_time.score == pytest.approx(0.900, abs=0.001)
    assert "reranked" not in too_late.features
    assert too_late.score == pytest.approx(0.550, abs=0.001)


@pytest.mark.parametrize("question", ["the", "what is it?", "?"])
def test_a_question_without_a_word_to_look_up_is_not_answered(question: str) -> None:
    answerability = AnswerabilityClassifier(0.0)

    assert not answerability.judge(question, query(question), [NEAR, FAR]).enough
    assert answerability.judge(question, query(question, TALK), [NEAR, FAR]).enough
