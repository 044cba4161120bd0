"""Words that lift every limit - "at any time", "unlimited" - where the passage sets one."""

from __future__ import annotations

from app.checking.terms import words

# Of one kind each, in English, German and Spanish: a passage with any of them says the like.
_KINDS = (
    (
        "at any time", "any time", "anytime", "at all times", "whenever", "no deadline",
        "no time limit", "all year", "year round", "throughout the year", "jederzeit",
        "zu jeder zeit", "ganzjährig", "ohne frist", "keine frist", "en cualquier momento",
        "en todo momento", "cuando quiera", "todo el año", "sin plazo",
    ),
    (
        "unlimited", "no limit", "no limits", "without limit", "no maximum", "as often as",
        "as many as", "unbegrenzt", "ohne begrenzung", "unbeschränkt", "keine begrenzung",
        "ilimitado", "ilimitada", "ilimitados", "ilimitadas", "sin límite", "sin límites",
    ),
    (
        "for any reason", "any reason", "no matter why", "regardless of the reason",
        "aus jedem grund", "aus beliebigem grund", "por cualquier motivo", "por cualquier razón",
    ),
    (
        "under any circumstances", "in all cases", "in every case", "no exceptions",
        "without exception", "unconditionally", "in jedem fall", "ausnahmslos", "ohne ausnahme",
        "en todos los casos", "en cualquier caso", "sin excepción", "sin excepciones",
    ),
    (
        "no questions asked", "no documents are needed", "no proof is needed", "without proof",
        "without any documents", "ohne nachweis", "sin comprobante",
    ),
)  # fmt: skip


def sweeping_words(text: str, source: str) -> str:
    """Return the words of a text that lift a limit and have no like in the source; or ""."""
    said, told = _spaced(text), _spaced(source)
    for phrases in _KINDS:
        found = next((phrase for phrase in phrases if f" {phrase} " in said), "")
        if found and not any(f" {phrase} " in told for phrase in phrases):
            return found
    return ""


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "
