"""Another language for a while, as a session of the page speaks one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.i18n.languages import Language, current, speak


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language until the block ends."""
    before = current()
    speak(language)
    try:
        yield
    finally:
        speak(before)
