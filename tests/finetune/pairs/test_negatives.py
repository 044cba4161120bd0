from __future__ import annotations

from dataclasses import replace

import numpy as np

from finetune.pairs.negatives import Guards, mined
from finetune.pairs.pair import Pair, PooledPassage
from knowledge.domain.passages import FloatRows
from tests.fakes import HashingEmbedder
from tests.finetune.tiny import pair

GUARDS = Guards(wanted=1, share=0.95, depth=10)


class Angles(HashingEmbedder):
    """Embeds a text as the direction of the number at its end, in degrees."""

    def _embed(self, texts: object) -> FloatRows:
        assert isinstance(texts, list)
        angles = np.radians([float(text.split()[-1]) for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def asked(degrees: int, answer: int, *, document: str = "d-own") -> Pair:
    return pair(0, document=document).model_copy(
        update={"question": f"question {degrees}", "passage": f"answer {answer}"}
    )


def pool(*degrees: int, document: str = "d-other") -> list[PooledPassage]:
    return [
        PooledPassage(passage_id=f"x{each}", passage=f"other {each}", document=document)
        for each in degrees
    ]


def misses(of: list[Pair], among: list[PooledPassage], guards: Guards = GUARDS) -> list[list[str]]:
    embedder = Angles()
    rows = embedder.embed_passages([each.passage for each in among])
    return [list(pair.negatives) for pair in mined(of, among, embedder, rows, guards).pairs]


def test_the_nearest_passage_that_is_far_enough_from_the_answer_is_taken() -> None:
    # The answer's cosine is .94; what is nearer than .95 of that probably answers too.
    found = misses([asked(0, 20)], pool(5, 22, 40, 60))

    assert found == [["other 40"]]


def test_a_passage_that_is_known_to_answer_is_never_taken() -> None:
    also = asked(0, 20).model_copy(update={"passage_id": "x40", "passage": "other 40"})

    first, second = misses([asked(0, 20), also], pool(40, 60))

    assert first == ["other 60"]
    assert second == ["other 60"]


def test_a_passage_with_the_answers_words_is_never_taken() -> None:
    copied = [PooledPassage(passage_id="copy", passage="Other   40", document="d-copy")]
    own = asked(0, 20)
    known = own.model_copy(update={"passage_id": "p9", "passage": "other 40"})

    found = misses([own, known], [*copied, *pool(60)])

    assert found == [["other 60"], ["other 60"]]


def test_a_document_that_is_kept_for_testing_teaches_nothing() -> None:
    tested = asked(0, 20, document="d-test").model_copy(update={"part": "test"})
    among = [*pool(40, document="d-test"), *pool(60)]

    learnt, kept = misses([asked(0, 20), tested], among)

    assert learnt == ["other 60"]
    assert kept == []


def test_a_pair_with_too_few_near_misses_is_left_out_and_counted() -> None:
    embedder, among = Angles(), pool(40)
    rows = embedder.embed_passages([each.passage for each in among])

    found = mined([asked(0, 20)], among, embedder, rows, replace(GUARDS, wanted=2))

    assert found.pairs == ()
    assert found.left_out == 1


def test_the_first_of_the_ranking_can_be_skipped() -> None:
    found = misses([asked(0, 20)], pool(40, 60, 70), replace(GUARDS, skipped=1))

    assert found == [["other 60"]]
