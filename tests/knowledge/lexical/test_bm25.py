"""The sparse encoder over Qdrant's BM25."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.domain.errors import ConfigurationError
from knowledge.lexical.bm25 import Bm25Encoder
from tests.builders import MANIFEST


def test_inflected_words_meet_in_one_term() -> None:
    encoder = Bm25Encoder("english")

    assert encoder.encode_query("cancelling plans") == encoder.encode_query("cancel the plan")


def test_a_query_names_each_term_once_with_weight_one() -> None:
    encoder = Bm25Encoder("english")

    assert encoder.encode_query("premium, premium, premium").values == (1.0,)


def test_a_longer_passage_weighs_the_same_word_less() -> None:
    encoder = Bm25Encoder("english", average_length=10)
    term = encoder.encode_query("refund").indices[0]

    short, long = encoder.encode_passages(["refund", "refund " + "word filler text " * 20])
    weights = dict(zip(long.indices, long.values, strict=True))

    assert weights[term] < short.values[0]


def test_the_average_length_of_the_manifest_sets_the_weights() -> None:
    manifest = replace(MANIFEST, bm25_average_length=7.0)

    (weighed,) = Bm25Encoder.of(manifest).encode_passages(["late premium"])
    (expected,) = Bm25Encoder("english", average_length=7.0).encode_passages(["late premium"])
    (other,) = Bm25Encoder("english", average_length=70.0).encode_passages(["late premium"])

    assert weighed == expected
    assert weighed != other


def test_accents_do_not_part_words() -> None:
    encoder = Bm25Encoder("french")

    assert encoder.encode_query("résiliation") == encoder.encode_query("resiliation")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("spanish", ("cancelación", "cancelaciones", "cancelacion", "CANCELACIÓN")),
        ("spanish", ("tecnología", "tecnologías", "tecnologia")),
        ("portuguese", ("cancelação", "cancelações", "cancelacao", "cancelacoes")),
        ("portuguese", ("decisão", "decisões", "decisao")),
        ("french", ("résilié", "résiliée", "résiliées", "resilie")),
    ],
)
def test_a_word_is_one_term_in_all_its_spellings(language: str, forms: tuple[str, ...]) -> None:
    encoder = Bm25Encoder(language)

    assert len({encoder.encode_query(form) for form in forms}) == 1


def test_a_base_of_older_rules_is_searched_by_them() -> None:
    old = replace(MANIFEST, bm25_language="spanish", bm25_rules=1)

    encoder = Bm25Encoder.of(old)

    assert encoder.encode_query("cancelacion") != encoder.encode_query("cancelaciones")


def test_with_several_languages_each_text_is_stemmed_by_its_own() -> None:
    both = Bm25Encoder("english,spanish")
    english, spanish = Bm25Encoder("english"), Bm25Encoder("spanish")

    encoded = both.encode_passages(["the plans are cancelled", "las pólizas están canceladas"])

    assert encoded == (
        *english.encode_passages(["the plans are cancelled"]),
        *spanish.encode_passages(["las pólizas están canceladas"]),
    )
    assert both.encode_query("cómo se cancela la póliza") == spanish.encode_query(
        "cómo se cancela la póliza"
    )


def test_a_question_that_tells_no_language_is_searched_in_all() -> None:
    both = Bm25Encoder("english,spanish").encode_query("cancelaciones")

    assert set(both.indices) == {
        *Bm25Encoder("english").encode_query("cancelaciones").indices,
        *Bm25Encoder("spanish").encode_query("cancelaciones").indices,
    }


def test_a_passage_that_tells_no_language_takes_the_first() -> None:
    (encoded,) = Bm25Encoder("spanish,english").encode_passages(["cancelaciones"])

    assert encoded == Bm25Encoder("spanish").encode_passages(["cancelaciones"])[0]


def test_the_multilingual_setting_keeps_every_word_as_it_is() -> None:
    encoder = Bm25Encoder("multilingual")

    assert len(encoder.encode_query("the running").indices) == 2
    assert encoder.encode_query("running") != encoder.encode_query("run")


@pytest.mark.parametrize(
    ("language", "text"),
    [("chinese", "如何取消我的健康保险计划"), ("japanese", "保険の解約方法を教えて")],
)
def test_text_without_spaces_is_cut_into_words(language: str, text: str) -> None:
    encoder = Bm25Encoder(language)

    assert len(encoder.encode_query(text).indices) > 1


def test_a_text_without_words_has_no_terms() -> None:
    encoder = Bm25Encoder("english")

    assert encoder.encode_query("the of !").indices == ()


def test_an_unknown_language_is_refused_with_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match=r"'klingon'.*CITEWELL_BM25_LANGUAGE"):
        Bm25Encoder("english,klingon")
