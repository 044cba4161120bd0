from __future__ import annotations

from app.i18n.languages import Language
from app.questions.courtesies import COURTESIES, FILLERS, MannerKind, plain_words


def test_words_are_read_without_accents_long_runs_and_signs() -> None:
    assert plain_words("Helloooo! ¿Qué tal? Schöne Grüße 🙂") == [
        "hello",
        "que",
        "tal",
        "schone",
        "grusse",
    ]


def test_every_language_has_every_kind_that_words_can_show() -> None:
    said = {(language, kind) for kind, languages in COURTESIES.values() for language in languages}
    told = set(MannerKind) - {MannerKind.CHAT, MannerKind.EMPTY}

    assert said == {(language, kind) for language in Language for kind in told}


def test_phrases_stand_as_a_question_is_read() -> None:
    assert [p for p in (*COURTESIES, *FILLERS) if plain_words(" ".join(p)) != list(p)] == []
