"""What kind of detail a question asks for - an amount, a time, a number - and what has it."""

from __future__ import annotations

import re
from collections.abc import Callable

_CALENDAR = (
    r"days?|weeks?|months?|years?|hours?|minutes?|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|"
    r"minuten|días?|semanas?|mes(?:es)?|años?|horas?|minutos?"
)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_NUMBER = r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety)\b"
_KINDS = (
    # Asked by; has it.
    (
        r"how much|costs?\b|price|fees?\b|copay|wie ?viel|kostet|kosten\b|cuánto|cuesta",
        r"[$\u20ac\u00a3]\s?\d|\d\s?(?:[$\u20ac\u00a3%]|percent|dollars?|euros?|prozent|dólares)"
        r"|free of charge|no charge|waived|kostenlos|gratis",
    ),
    (
        r"\bwhen\b|how (?:long|soon|fast|quick(?:ly)?|late|early|old)|deadline|what time|wann\b|"
        r"wie (?:lange|schnell|bald|alt)|frist\b|cuándo|cuánto tiempo|plazo",
        rf"(?:{_NUMBER})[\s-]?\s?(?:\w{{1,30}} )?(?:{_CALENDAR})\b|\b(?:{_MONTHS})\b|\d:\d\d"
        r"|\b(?:first|last|next|same) (?:\w{1,30} )?day\b|\bday \d|immediately|at once",
    ),
    (r"how (?:many|often)|wie (?:viele|oft)|cuánt[oa]s|cuántas veces", _NUMBER),
    (
        r"\bphone\b|\b(?:number|who) (?:for|to|do|can|should)\b|telefon|teléfono|\bcall\b|\bfax\b",
        r"\d{3}[-. )]\s?\d{3,4}",
    ),
)
_PATTERNS = [(re.compile(asked, re.I), re.compile(has, re.I)) for asked, has in _KINDS]


def asked_for(question: str) -> Callable[[str], bool]:
    """Return what tells whether a text has a detail of the kind asked for; never, where none is."""
    wanted = [has for asked, has in _PATTERNS if asked.search(question)]
    return lambda text: any(has.search(text) for has in wanted)
