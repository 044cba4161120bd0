"""Tells passages that say something from page numbers, rules and notices that stand anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.passages import Passage

_FEWEST_CHARACTERS = 3
"""Of letters and digits, where no heading says what a "7" is about."""
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]")
_NOTICES = re.compile(
    r"this page (?:is |was |has been )?(?:intentionally|deliberately) (?:left )?blank"
    r"|diese seite (?:ist |wurde )?(?:absichtlich|bewusst) (?:frei|leer)(?: gelassen)?"
    r"|(?:esta )?p\u00e1gina (?:dejada )?en blanco(?: intencionad\w+| a prop\u00f3sito)?"
    r"|(?:back|return|go) to (?:the )?top(?: of (?:the )?page)?|(?:zur\u00fcck )?nach oben"
    r"|volver arriba|skip to (?:main |the )?(?:content|navigation)"
    r"|zum (?:haupt)?inhalt(?: springen)?"
    r"|(?:saltar|ir) al contenido(?: principal)?|(?:print|share) this page"
    r"|(?:page|seite|p\u00e1gina) \d+(?: (?:of|von|de) \d+)?"
    r"|(?:copyright|\u00a9|\(c\))[^\n]{0,80} all rights reserved",
    re.I,
)


def with_substance(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that say something; all of them where none does."""
    kept = [passage for passage in passages if _says_something(passage)]
    return kept or list(passages)


def _says_something(passage: Passage) -> bool:
    found = len(_LETTERS_AND_DIGITS.findall(passage.text[:200]))
    if found < (1 if passage.headings else _FEWEST_CHARACTERS):
        return False
    lines = (line.strip(" .|*_-\t") for line in passage.text.split("\n"))
    return not all(_NOTICES.fullmatch(" ".join(line.split())) for line in lines if line)
