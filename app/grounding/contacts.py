"""Sentences that send the reader somewhere, by phone, link or address, though nobody asked where.

Who plants text in a document wants just that ("call this number to confirm your account"), and the
words are in the document, so that nothing else gives them away: such a sentence is never supported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.domain.answers import Sentence, Support
from app.i18n import texts
from knowledge.injection.letters import folded
from knowledge.injection.lexicon import WordSet

_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"(?<![\w.])[+(]?\d(?:[ ()./-]{0,3}\d){6,17}(?![\w])")
_LINK = re.compile(
    r"https?:|www\.|[\w.+-]{1,64}@[\w-]{1,63}\.|\]\(|(?<![\w.@-])[\w-]{2,63}\."
    r"(?:com|org|net|gov|edu|info|biz|example|test|app|dev|io|me|co|us|uk|eu|de|es|fr|ch|at|mx|link|"
    r"site|online|shop|xyz|top|health|click)\b"
)
_ADDRESS = re.compile(
    r"\b(?:p\.? ?o\.? box|postfach|apartado"
    r"|\d{1,5} [\w.]{1,30} (?:[\w.]{1,30} )?(?:street|avenue|road|boulevard|lane|drive|suite)\b"
    r"|[\w-]{2,30}(?:strasse|str\.) \d|(?:calle|avenida|rue) )"
)
_DAYS = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b")
"""Dates look like phone numbers."""

# English verbs are nouns, too: they bid where a clause begins with them, or after these.
_BEFORE_A_VERB = WordSet(
    "please kindly and or then to must should can may will you also now just simply always first "
    "immediately"
)
_CLAUSE = re.compile(r"[.!?,;:(\"*\u2022\[][ \t]{0,4}$")
_SENDS = WordSet(
    "call dial phone ring text contact visit click go send mail email fax write wire transfer "
    "remit pay deposit log login sign enter verify confirm open download scan report reach reply "
    "submit register forward use see"
)
_SENDS_ELSEWHERE = WordSet(
    "ruf* anruf* wahlen waehlen kontaktier* besuch* klick* geh* sende senden schick* uberweis* "
    "ueberweis* zahlen einzahlen meld* eingeben gib geben bestatig* bestaetig* offnen oeffnen "
    "schreib* wend* "
    "llame llamen llama marque marca contacte contacta visite visita pulse haga haz envie envia "
    "transfiera transfiere pague paga ingrese ingresa introduzca verifique confirme abra descargue "
    "escriba acuda "
    "appelez appelle composez contactez visitez cliquez allez rendez envoyez virez payez "
    "connectez saisissez verifiez confirmez ouvrez telechargez ecrivez adressez"
)
# What asks for a place to turn to, or for the steps of something.
_ASKS = WordSet(
    "call phone telephone number hotline fax mail email address contact reach speak talk where "
    "website site link url online portal web send submit visit office apply file register "
    "sign log login report request schedule appointment download enrol* enroll* "
    "appeal* step steps procedure process "
    "anruf* telefon* nummer adress* kontakt* erreich* wo wohin webseite* internet* "
    "portal* einreich* schick* send* melden anmeld* beantrag* termin* schritt* "
    "llam* telefono numero direccion contact* donde adonde correo sitio pagina enlace "
    "enviar env* solicit* cita pasos "
    "appel* telephone adresse contact* joindre courriel lien envoy* demand* etapes"
)
_HOW = WordSet("how wie como comment")
_MUCH = WordSet(
    "much many long often old far big soon viel viele lange oft hoch teuer alt weit gross bald "
    "cuanto combien longtemps souvent"
)


def without_unasked_contacts(sentences: Sequence[Sentence], asked: str) -> tuple[Sentence, ...]:
    """Return the sentences, those weak that send the reader somewhere though `asked` does not."""
    if asks_where(asked):
        return tuple(sentences)
    return tuple(
        replace(each, support=Support.WEAK, reason=texts.REASON_UNASKED_CONTACT)
        if each.support is Support.SUPPORTED and sends_somewhere(each.text)
        else each
        for each in sentences
    )


def asks_where(question: str) -> bool:
    """Tell whether a question asks whom to turn to, where, or how something is done."""
    found = _words(question)
    if any(word in _ASKS for word in found):
        return True
    pairs = pairwise((*found, ""))
    return any(word in _HOW and following not in _MUCH for word, following in pairs)


def sends_somewhere(sentence: str) -> bool:
    """Tell whether a sentence bids the reader to a number, a link or an address."""
    plain = _DAYS.sub(" ", folded(sentence).text)
    place = _PHONE.search(plain) or _LINK.search(plain) or _ADDRESS.search(plain)
    return place is not None and _bids(plain)


def _bids(plain: str) -> bool:
    before = ""
    for match in _WORD.finditer(plain):
        word, start = match.group(), match.start()
        if word in _SENDS_ELSEWHERE:
            return True
        if word in _SENDS and (
            not before
            or before in _BEFORE_A_VERB
            or _CLAUSE.search(plain[max(0, start - 6) : start])
        ):
            return True
        before = word
    return False


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).text)
