"""What a question names to the letter and no passage holds: a code, a form, a number."""

from __future__ import annotations

import re

from knowledge.lexical.codes import Spelled, possible_codes

# "form F5", "code n-290": what a small letter and a digit may otherwise be is "b4", "2x", "401k".
_NAMED_AS_CODE = re.compile(
    r"\b(?:codes?|forms?|errors?|riders?|annex|appendix|exhibit|schedules?|tiers?|items?|sections?|"
    r"articles?|notices?|policy|bulletins?|formular|code|fehler|anlage|abschnitt|paragraph|"
    r"c\u00f3digo|formulario|error|anexo|secci\u00f3n|art\u00edculo)\W{1,2}\Z",
    re.IGNORECASE,
)
_LOOKED_BACK = 16
_MOST_CODES = 12


def named_codes(question: str) -> tuple[str, ...]:
    """Return the codes that a question names, as it writes them; nothing that may be plain speech.

    A code has a capital letter and a digit ("E-7777", "F5"), or is called one ("form f5").
    """
    kept: list[Spelled] = []
    for each in possible_codes(question):
        if each.loose or each.code.isdigit() or not _is_named(question, each):
            continue
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    kept.sort(key=lambda each: each.start)
    return tuple(question[each.start : each.end] for each in kept[:_MOST_CODES])


def _is_named(question: str, spelled: Spelled) -> bool:
    if any(character.isupper() for character in question[spelled.start : spelled.end]):
        return True
    before = question[max(0, spelled.start - _LOOKED_BACK) : spelled.start]
    return _NAMED_AS_CODE.search(before) is not None
