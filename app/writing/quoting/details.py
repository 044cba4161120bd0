"""Kinds of detail that questions ask for and texts hold: amounts, times, people, permissions."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CALENDAR = (
    r"days?|weeks?|months?|years?|hours?|minutes?|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|"
    r"minuten|días?|semanas?|mes(?:es)?|años?|horas?|minutos?"
)
_MONTHS = (
    r"january|february|march|april|may \d|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_WORDED = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|dos|tres|cuatro|cinco|seis|siete|ocho|"
    r"nueve|diez|doce"
)
_NUMBER = rf"\d|\b(?:{_WORDED})\b"
_KINDS = {
    # Asked by; has it.
    "amount": (
        r"how much|\bcosts?\b|price|\bfees?\b|\bpay\b|\bcopay|\brate\b|\bcharge|\bcap\b|limit\b|"
        r"wie ?viel|kostet|kosten\b|preis|zahl\w{0,3} ich|cuánto|cuesta|precio|tarifa",
        r"[$\u20ac\u00a3]\s?\d|\d\s?(?:[$\u20ac\u00a3%]|percent|dollars?|euros?|prozent|dólares)"
        r"|free of charge|no charge|at no cost|waived|kostenlos|gratis",
    ),
    "time": (
        r"\bwhen\b|how (?:long|soon|fast|quick(?:ly)?|late|early|old)|deadline|what (?:time|day|"
        r"date)|\bby when\b|until\b|too late|still\b|wann\b|wie (?:lange|schnell|bald|alt)|frist\b|"
        r"cuándo|cuánto tiempo|plazo|hasta\b|todavía",
        rf"(?:{_NUMBER})[\s-]?\s?(?:\w{{1,30}} )?(?:{_CALENDAR})\b|\b(?:{_MONTHS})\b|\d:\d\d"
        r"|\d ?[ap]\.?m\b|\b(?:first|last|next|same) (?:\w{1,30} )?day\b|\bday \d|immediately"
        r"|at once|sofort|inmediatamente",
    ),
    "count": (
        r"how (?:many|often|big|large|far)|\bmaximum\b|\bminimum\b|\bmost\b|wie (?:viele|oft)|"
        r"cuánt[oa]s|cuántas veces",
        _NUMBER,
    ),
    "contact": (
        r"\bphone\b|\b(?:number|who) (?:for|to|do|can|should)\b|\bcall\b|\bcontact\b|\bemail\b|"
        r"\breach\b|\bfax\b|\baddress\b|telefon|teléfono|correo|adresse|dirección",
        r"\d{3}[-. )]\s?\d{3,4}|@\w|\bhttps?:",
    ),
    "actor": (
        r"\bwho\b|\bwhose\b|\bwhom\b|\bwer\b|\bwem\b|\bquién\b",
        r"\b(?:supervisor|manager|director|team|officer|department|office|lead|representative|"
        r"administrator|employee|member|subscriber|plan|provider|agency|person|people|"
        r"vorgesetzte\w{0,2}|leit(?:ung|er)|abteilung|mitarbeiter\w{0,5}|supervisora?|equipo|"
        r"oficina|empleados?|departamento)\b",
    ),
    "permission": (
        r"^(?:\W{0,3}(?:and|so|but|ok|or|und|y) )?(?:can|could|may|do|does|is|are|am|will|would|"
        r"should|must|has|have|did|was|were|darf|kann|muss|ist|sind|puedo|puede|debo|es|hay)\b|"
        r"\b(?:can|may|could|should|do|must) (?:i|we|they|he|she|u|you|someone|a|the)\b|"
        r"\ballowed\b|\ballow\b|\bneed to\b|\bhave to\b|\bok(?:ay)?\b|\bcovered\b|\bdarf\b",
        r"\b(?:may|must|can|cannot|can't|not|no|never|only|required|eligible|allowed|permitted|"
        r"prohibited|unless|except|need(?:s|ed)?|should|don't|doesn't|won't|darf|muss|müssen|"
        r"dürfen|nicht|kein\w{0,2}|nur|außer|puede|pueden|debe|deben|sólo|solo|nunca|salvo)\b",
    ),
    "procedure": (
        r"\bhow (?:do|can|should|to|does|would)\b|\bsteps?\b|\bwhat (?:do|should) (?:i|we|they)\b|"
        r"\bwhat (?:now|next)\b|\bwhere (?:do|can|should)\b|\bwie (?:kann|mache|muss)\b|\bcómo\b",
        r"\b(?:submit|send|fill|complete|sign|file|request|contact|call|email|click|select|open|"
        r"enter|use|follow|choose|upload|apply|write|ask|notify|report|log in|go to|einreichen|"
        r"senden|ausfüllen|unterschreiben|beantragen|anrufen|enviar|envíe|rellenar|llamar|firmar|"
        r"solicitar)\b",
    ),
    "form": (
        r"\bforms?\b|\bcodes?\b|\bpapers?\b|\bpaperwork\b|\bdocuments?\b|\bproof\b|\bwhich\b|"
        r"formular|unterlagen|nachweis|formulario|documentos?\b",
        r"\b[A-Z]{1,6}-?\d{1,6}\b|\b[Ff]orm\b|\b[A-Z]{2,6}\b|\b(?:copy|certificate|letter|"
        r"statement|proof|affidavit|receipt|nachweis|bescheinigung|certificado|copia)\b",
    ),
    "reason": (
        r"\bwhy\b|\bhow come\b|\breason\b|\bwarum\b|\bwieso\b|\bpor qué\b",
        r"\b(?:because|since|due to|so that|in order to|reason|weil|damit|wegen|porque|debido)\b",
    ),
    "meaning": (
        r"\bwhat(?:'s| is| are| does)\b|\bmean(?:s|ing)?\b|\bdefin|\bwas (?:ist|bedeutet)\b|"
        r"\bqué (?:es|significa)\b",
        r"\b(?:is an?|are|means|refers to|is the|called|known as|ist ein\w{0,2}|bedeutet|heißt|"
        r"es una?|significa)\b",
    ),
}
_PATTERNS = {
    kind: (
        re.compile(asked, re.IGNORECASE),
        # A form's code is written in capitals.
        re.compile(has, 0 if kind == "form" else re.IGNORECASE),
    )
    for kind, (asked, has) in _KINDS.items()
}
KINDS = tuple(_KINDS)


def kinds_asked(question: str) -> frozenset[str]:
    """Return which kinds of detail a question asks for."""
    return frozenset(kind for kind, (asked, _) in _PATTERNS.items() if asked.search(question))


def kinds_held(text: str) -> frozenset[str]:
    """Return which kinds of detail a text holds."""
    return frozenset(kind for kind, (_, has) in _PATTERNS.items() if has.search(text))


_ASIDES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        # What somebody is to say to a caller, or says in a letter, is no rule.
        "spoken": r"\b(?:i|i'll|i'm|i've|i\u2019ll|i\u2019m|me|my|let me|ich|mir|mein\w{0,2}|"
        r"yo|mi)\b|[\"\u201c]",
        "example": r"\b(?:for example|for instance|e\.g\.|such as|example|say,|zum beispiel|"
        r"z\. ?b\.|beispiel|por ejemplo|ejemplo)",
        "condition": r"\b(?:if|unless|except|when|only|provided|until|wenn|falls|außer|nur|sofern|"
        r"si|salvo|cuando|excepto)\b",
        "question": r"\?",
        "leans": r"^(?:this|that|these|those|it|they|he|she|such|however|otherwise|therefore|also|"
        r"then|if so|in (?:this|that|such) case|in addition|instead|dies\w{0,2}|es|sie|er|jedoch|"
        r"sonst|auch|dann|esto|eso|sin embargo|además|entonces)\b",
        "refers": r"\b(?:see|refer to|more information|learn more|below|following|above|siehe|"
        r"weitere informationen|véase|consulte)\b",
    }.items()
}
ASIDES = tuple(_ASIDES)


def asides(text: str) -> frozenset[str]:
    """Return what else a text's words show: spoken words, an example, a condition, a pointer."""
    return frozenset(name for name, pattern in _ASIDES.items() if pattern.search(text))
