"""An NLI model confirms, doubts or refutes what a sentence says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.domain.answers import Sentence, Support
from app.grounding.entailment import NliVerifier
from app.grounding.support import check_sentences
from app.i18n import texts
from knowledge.domain.passages import Passage
from knowledge.models.local.entailment import NliScores
from tests.app.desks import EVENTS
from tests.app.grounding.test_verification import GRACE, finished

FOLLOWS = NliScores(0.9, 0.08, 0.02)
OPEN = NliScores(0.2, 0.7, 0.1)
AGAINST = NliScores(0.1, 0.2, 0.7)
REWORDED = "Folks stay insured throughout those extra weeks, [1] even without paying."


class ScriptedEntailment:
    """Gives the verdicts of a script and keeps what it was asked."""

    def __init__(self, verdicts: Sequence[NliScores]) -> None:
        self._verdicts = list(verdicts)
        self.asked: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[NliScores]:
        self.asked += pairs
        return [self._verdicts.pop(0) for _ in pairs]


def entailed(text: str, *verdicts: NliScores, passages: Sequence[Passage] = (GRACE,)) -> Sentence:
    reader = NliVerifier(ScriptedEntailment(verdicts))
    (sentence,) = finished(reader.verify(check_sentences(text, passages), passages))
    return sentence


@pytest.mark.parametrize(
    ("verdict", "support", "reason"),
    [
        (FOLLOWS, Support.SUPPORTED, ""),
        (OPEN, Support.WEAK, texts.REASON_NOT_ENTAILED),
        (AGAINST, Support.UNSUPPORTED, texts.REASON_CONTRADICTED),
    ],
)
def test_an_entailment_model_confirms_doubts_or_refutes(
    verdict: NliScores, support: Support, reason: str
) -> None:
    sentence = entailed("The grace period is 31 days [1].", verdict)

    assert (sentence.support, sentence.reason) == (support, reason)


def test_what_is_said_in_other_words_is_supported_once_a_model_finds_it() -> None:
    by_rules = check_sentences(REWORDED, [GRACE])[0].support

    assert by_rules is Support.UNSUPPORTED
    assert entailed(REWORDED, FOLLOWS).support is Support.SUPPORTED


def test_a_wrong_figure_stays_wrong_whatever_a_model_says() -> None:
    sentence = entailed("The grace period is 45 days [1].", FOLLOWS)

    assert (sentence.support, "45" in sentence.reason) == (Support.UNSUPPORTED, True)


def test_each_cited_passage_is_asked_and_the_best_one_counts() -> None:
    model = ScriptedEntailment([AGAINST, FOLLOWS])
    passages = [GRACE, EVENTS]
    sentences = check_sentences("The grace period is 31 days [1][2].", passages)

    (sentence,) = finished(NliVerifier(model).verify(sentences, passages))

    assert sentence.support is Support.SUPPORTED
    assert model.asked == [(GRACE.text, sentence.text), (EVENTS.text, sentence.text)]


def test_what_cites_nothing_is_not_asked() -> None:
    model = ScriptedEntailment([])
    sentences = check_sentences("The documents do not say that.", [GRACE])

    assert finished(NliVerifier(model).verify(sentences, [GRACE])) == sentences
    assert model.asked == []
