"""The page in other languages: every text is there, with the same gaps to fill."""

from __future__ import annotations

import inspect
import string
import threading
from collections.abc import Mapping
from contextvars import Context, copy_context
from dataclasses import fields
from datetime import date
from types import ModuleType

import pytest

from app.i18n import curator_texts, labels, texts
from app.i18n.labels import Label
from app.i18n.languages import Language, current, language_of, speak, translation
from tests.spoken_language import speaking

MODULES = {"app.i18n.texts": texts, "app.i18n.curator_texts": curator_texts}
OTHERS = [Language.GERMAN, Language.SPANISH]
THE_SAME_EVERYWHERE = {
    "PRODUCT", "SUPPORT_ICON", "NOTICE_ICON", "PATH_SEPARATOR", "MILLISECONDS", "SECONDS",
}  # fmt: skip


def said(module: Mapping[str, object]) -> dict[str, object]:
    """Return a module's own texts: constants, and functions that it defines."""
    return {
        name: value
        for name, value in module.items()
        if not name.startswith("_")
        and (
            isinstance(value, str | dict | tuple)
            or (inspect.isfunction(value) and value.__module__ == module["__name__"])
        )
    }


def english(module: ModuleType) -> dict[str, object]:
    every = said(vars(module))
    return {name: value for name, value in every.items() if name not in THE_SAME_EVERYWHERE}


def gaps(text: object) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(str(text)) if field is not None}


def leaves(texts_by_name: Mapping[str, object]) -> dict[str, object]:
    """Return every single text by its path: a dictionary's by its keys, a tuple's by number."""
    flat: dict[str, object] = {}
    for name, value in texts_by_name.items():
        match value:
            case dict():
                flat |= {f"{name}[{key!r}]": text for key, text in value.items()}
            case tuple():
                flat |= {f"{name}[{number}]": text for number, text in enumerate(value)}
            case str():
                flat[name] = value
    return flat


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", OTHERS)
def test_every_text_exists_in_every_language_and_none_is_left_over(
    name: str, language: Language
) -> None:
    translated = translation(name, language)

    texts_there = {
        key
        for key, value in translated.items()
        if isinstance(value, str | dict | tuple) or inspect.isfunction(value)
    }

    assert texts_there == set(english(MODULES[name]))


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_the_same_gaps_to_fill(name: str, language: Language) -> None:
    here = leaves(english(MODULES[name]))
    there = leaves({key: translation(name, language)[key] for key in english(MODULES[name])})

    wanted = {path: gaps(text) for path, text in here.items()}
    assert {path: gaps(text) for path, text in there.items()} == wanted


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", OTHERS)
def test_functions_are_called_the_same_way(name: str, language: Language) -> None:
    functions = {k: v for k, v in english(MODULES[name]).items() if inspect.isfunction(v)}
    translated = {key: translation(name, language)[key] for key in functions}

    wanted = {key: list(inspect.signature(each).parameters) for key, each in functions.items()}
    found = {
        key: list(inspect.signature(each).parameters)
        for key, each in translated.items()
        if inspect.isfunction(each)
    }
    assert found == wanted


def test_a_label_is_there_in_every_language_and_said_in_that_of_the_moment() -> None:
    with speaking(Language.GERMAN):
        german = str(labels.VERSION)

    assert [field.name for field in fields(Label)] == [each.value for each in Language]
    assert (german, str(labels.VERSION)) == ("Fassung", "Version")


def test_a_text_is_said_in_the_language_of_the_moment() -> None:
    with speaking(Language.GERMAN):
        german = (texts.WELCOME, curator_texts.DOCUMENTS, texts.PRODUCT)

    assert german == ("Was möchten Sie wissen?", "Dokumente", "Citewell")
    assert texts.WELCOME == "What would you like to know?"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.ENGLISH, ("3 Mar 2027", "4.8", "1 passage", "12,345")),
        (Language.GERMAN, ("3. März 2027", "4,8", "1 Passage", "12.345")),
        (Language.SPANISH, ("3 mar 2027", "4,8", "1 pasaje", "12\u00a0345")),
    ],
)
def test_days_and_numbers_have_each_language_s_form(
    language: Language, expected: tuple[str, ...]
) -> None:
    with speaking(language):
        shown = (
            texts.day(date(2027, 3, 3)),
            texts.decimal(4.81),
            texts.passages(1),
            curator_texts.plain_number(12345),
        )

    assert shown == expected


def test_one_session_s_language_is_not_another_s() -> None:
    def in_its_own(language: Language, context: Context, heard: list[str]) -> None:
        context.run(speak, language)
        both.wait(30)
        heard.append(context.run(lambda: texts.WELCOME))

    both = threading.Barrier(2)
    german: list[str] = []
    spanish: list[str] = []
    sessions = [
        threading.Thread(target=in_its_own, args=(Language.GERMAN, copy_context(), german)),
        threading.Thread(target=in_its_own, args=(Language.SPANISH, copy_context(), spanish)),
    ]

    sessions[0].start()
    sessions[1].start()
    sessions[0].join(5)
    sessions[1].join(5)

    assert (german, spanish) == (["Was möchten Sie wissen?"], ["¿Qué desea saber?"])
    assert current() is Language.ENGLISH


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-AT", Language.GERMAN), ("es_MX", Language.SPANISH), ("EN", Language.ENGLISH)],
)
def test_a_browser_s_locale_names_a_language(locale: str, language: Language) -> None:
    assert language_of(locale) is language


@pytest.mark.parametrize("locale", ["fr-FR", "", "deutsch"])
def test_a_locale_that_is_not_spoken_names_none(locale: str) -> None:
    assert language_of(locale) is None
