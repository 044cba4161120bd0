"""The language that texts are said in: one a session, and one for each answer being written.

The English texts are the modules themselves (`app/i18n/texts.py`); a module that calls
`translatable` answers `texts.NAME` from its translation in the language of the moment. So callers
and types see plain constants and functions, and a test holds every translation to their names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType


class Language(StrEnum):
    """A language that the page can speak, by its ISO 639 code."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


OWN_NAMES: Mapping[Language, str] = {
    Language.ENGLISH: "English",
    Language.GERMAN: "Deutsch",
    Language.SPANISH: "Español",
}

# A context variable, not a global: sessions run in threads side by side.
_NOW: ContextVar[Language] = ContextVar("language", default=Language.ENGLISH)


def current() -> Language:
    """Return the language of the moment; English until another is spoken."""
    return _NOW.get()


def speak(language: Language) -> None:
    """Speak a language from here on in this thread."""
    _NOW.set(language)


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Speak a language within a block; None leaves the one of the moment."""
    token = _NOW.set(language or _NOW.get())
    try:
        yield
    finally:
        _NOW.reset(token)


def language_of(locale: str) -> Language | None:
    """Return the language of a locale such as "de-AT"; None for one that is not spoken."""
    code = locale.replace("_", "-").split("-")[0].lower()
    return next((language for language in Language if language.value == code), None)


def translatable(name: str) -> None:
    """Have a module of English texts speak the language of the moment."""
    sys.modules[name].__class__ = _Translatable


@cache
def translation(name: str, language: Language) -> Mapping[str, object]:
    """Return a module's public texts in another language, by name."""
    package, _, texts = name.rpartition(".")
    module = import_module(f"{package}.translations.{language.value}_{texts}")
    return {key: value for key, value in vars(module).items() if not key.startswith("_")}


class _Translatable(ModuleType):
    """A module whose public names are looked up in the language of the moment."""

    def __getattribute__(self, name: str) -> object:
        language = _NOW.get()
        if language is not Language.ENGLISH and not name.startswith("_"):
            said = translation(super().__getattribute__("__name__"), language)
            if name in said:
                return said[name]
        return super().__getattribute__(name)


# How many digits of a number are told, in every language.


_DECIMALS_BELOW = 10


def rounded(number: float) -> str:
    """Return "1,234", or "3.4" where there are decimals and the number is below ten."""
    whole = abs(number) >= _DECIMALS_BELOW or float(number).is_integer()
    return f"{number:,.0f}" if whole else f"{number:.1f}"
