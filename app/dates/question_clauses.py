"""A question's clauses, where they name a time, and the words around it that tell what it means.

English, German and Spanish side by side; where a word is missing the day stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from app.dates.named_times import NamedTime, TimeForm

HIDDEN = "\x00"
"""Stands for a time while its clause is read, so that "March 1, 2027" has no comma."""

OPENING = re.compile(
    r"^(?:[\s,]*\b(?:hi|hello|hey|ok|okay|and|but|so|also|then|now|please|sorry|thanks|yes|no|well|"
    r"und|aber|auch|also|dann|hallo|bitte|ja|nein|y|pero|hola|entonces|también|por favor)\b)+"
    r"[\s,]*",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"^(?:(?:can|could|would) you (?:please )?(?:tell|show|give) me|do you know|tell me|show me|"
    r"give me|i(?: would|'d)? (?:want|need|like) to know|i need|i'?m looking for|looking for|check|"
    r"(?:können sie|kannst du) mir (?:bitte )?sagen|ich (?:möchte|will|muss) wissen|ich brauche|"
    r"ich suche|sag(?:en sie)? mir|(?:me )?puede[sn]? decir(?:me)?|quiero saber|necesito saber|"
    r"busco|dígame|dime)\b[\s,]*(?P<whether>(?:if|whether|ob|si)\b\s*)?(?:about\s+)?",
    re.IGNORECASE,
)
"""What is said before what is wanted; "whether" then asks as "is" does."""

ASKING = re.compile(
    r"^(?:(?:at|for|on|under|to|in|with|from|für|bei|unter|mit|para|en|con|a) )?"
    r"(?:what\w*|which|how|is|are|was|were|will|would|do|does|did|can|could|may|must|should|am|"
    r"wie|welche[nmrs]?|wieviele?|ist|sind|bin|war|waren|wird|werden|werde|wurden?|gilt|gelten|galt|"
    r"galten|kann|können|darf|dürfen|muss|müssen|musste\w*|hat|haben|habe|bekomm\w+|kostet\w*|"
    r"zahl\w+|übern\w+|deck\w+|brauch\w+|gibt|gab|beträgt|betrug|steht|stehen|where|wo|"
    r"qu[eé]|cu[aá]l(?:es)?|cu[aá]nt[oa]s?|c[oó]mo|es|está|están|son|era|eran|fue|será|serán|"
    r"cubr\w+|hay|había|habrá|puedo|puede[ns]?|podré|tengo|necesit\w+|cuesta\w*|costaba\w*|costará\w*|"
    r"se|aplica\w*|d[oó]nde)\b",
    re.IGNORECASE,
)
GERMAN_ASKING = re.compile(
    r"^(?:(?:für|bei|unter|mit) )?(?:wie|welche[nmrs]?|wieviele?|ist|sind|war|waren|wird|werden|"
    r"wurden?|gilt|gelten|galt|galten|kann|darf|muss|hat|haben|habe|bekomm\w+|kostet\w*|zahl\w+|"
    r"übern\w+|deck\w+|brauch\w+|gibt|gab|beträgt|betrug|was (?!(?:the|my|a|an|it|i|there)\b))\b",
    re.IGNORECASE,
)
"""A German question, where a year needs no "in": "Wie hoch ist der Selbstbehalt 2027?"."""
NO_DAY_OF_RULES = re.compile(
    r"^(?:(?:at|since|until|till|by|from|for|on|to|bis|ab|seit|an|zu|hasta|desde|a|por) )?"
    r"(?:who\w*|when\w*|why|what (?:day|date|time)|which (?:day|date)|how (?:has|have|had)|wer|wen|"
    r"wem|wann|warum|wieso|welche[mnr]? (?:tag|datum)|qui[eé]n(?:es)?|cu[aá]ndo|"
    r"qu[eé] (?:día|fecha)|por qué)\b",
    re.IGNORECASE,
)
"""Who did it, when is it, why: what is asked for happens at the time, it does not hold then."""
SUBORDINATE = re.compile(
    r"^(?:if|when|because|while|although|unless|once|wenn|falls|weil|da|als|obwohl|sobald|nachdem|"
    r"bevor|si|cuando|porque|aunque|mientras)\b",
    re.IGNORECASE,
)

VALUES = re.compile(
    r"\b(?:deductibles?|co-?pays?|co-?payments?|coinsurance|allowances?|limits?|maximums?|max|caps?|"
    r"premiums?|rates?|prices?|costs?|fees?|amounts?|contributions?|benefits?|coverage|formulary|"
    r"pto|vacation|holidays?|carry-?over|roll-?over|tiers?|mileage|per diem|penalty|thresholds?|"
    r"subsidy|credits?|out-of-pocket|oop|reimbursements?|rules|"
    r"\w*(?:selbstbehalte?|selbstbeteiligung|eigenanteile?|zuzahlung(?:en)?|beitr[aä]ge?|prämien?|"
    r"beträge|betrag|grenzen?|kosten|preise?|gebühr(?:en)?|urlaub\w*|zuschuss|zuschüsse|"
    r"erstattung(?:en)?|pauschalen?|tarife?|leistung(?:en)?|freibetrag)|"
    r"deducibles?|copagos?|coseguros?|primas?|cuotas?|límites?|limites?|máximos?|topes?|costos?|"
    r"costes?|precios?|tarifas?|montos?|importes?|beneficios?|cobertura|vacaciones|asignación|"
    r"subsidios?|reembolsos?)\b",
    re.IGNORECASE,
)
"""What has another value in another year."""
EDITIONS = re.compile(
    r"\b(?:handbook|manual|guide|form|edition|version|brochure|booklet|report|memo|notice|act|law|"
    r"bill|code|codes|regulations?|directive|resolution|decision|standard|document|"
    r"letter|newsletter|release|update|catalog(?:ue)?|\w*(?:handbuch|leitfaden|formular|ausgabe|"
    r"fassung|broschüre|bericht|gesetz|verordnung|richtlinie|norm|dokument|merkblatt|satzung)|"
    r"manual|guía|formulario|edición|versión|folleto|informe|ley|reglamento|norma|documento|ende|"
    r"anfang|mitte|finales|principios|room|page|box|zimmer|seite|página)\b",
    re.IGNORECASE,
)
"""What a year only names."""
EVENTS = re.compile(
    r"\b(?:born|births?|birthdays?|dob|began|begins?|begun|start(?:s|ed|ing)?|ends?|ended|ending|"
    r"expires?|expired|turn(?:s|ed|ing)?|hired?|hires|married|marry|divorced|retires?|retired|"
    r"retiring|quit|left|leaves?(?= my| the)|join(?:s|ed|ing)?|enacted|adopted|issued|published|"
    r"incorporated|founded|sign|signed|diagnosed|moved|died|mailed|became|launch|release|publish|adopt|"
    r"admitted|revised|released|launched|introduced|modified|updated|amended|"
    r"happen(?:s|ed)?|occurred|purchased|bought|sold|went|came|took|won|lost|registered|terminated|"
    r"cancell?ed|resigned|graduated|visited|called|told|said|promoted|discharged|"
    r"announced|chang(?:e|es|ed|ing)|increases?|increased|decreases?|rises?|rose|go(?:es)? "
    r"(?:up|down|live)|takes? effect|been|"
    r"beginn\w*|begann|fängt|start(?:et|ete|en)|endet|enden|endete|läuft|geboren|geburt\w*|"
    r"eingestellt|angefangen|\w*heirat\w*|eingetreten|gekündigt|verabschiedet|erlassen|eingereicht|"
    r"veröffentlicht|beantragt|unterschrieben|operiert|hatte|worden|änder[tn]|steig(?:t|en)|"
    r"sinkt|sinken|erhöh\w+|"
    r"cambi\w+|aument\w+|sub(?:e|en|ió|ieron|irá|irán)|baj(?:a|an|ó|arán?)|emp(?:ez|iez)\w+|"
    r"com(?:enz|ienz)\w+|inici\w+|termin\w+|venc\w+|nac(?:í|ió|ido|ida|imiento)|contrat\w+|"
    r"cas(?:é|ado|ada|amos)|cumpl\w+|jubil\w+|firm(?:é|ado|ada)|present(?:é|ado|ada)|publicad\w+|"
    r"emitid\w+|tuve|tuvo|renunci\w+|ingres(?:é|ó|ado))\b",
    re.IGNORECASE,
)
"""What happens or happened at a time."""
HAPPENED = re.compile(r"\b(\w{3,}ed)\s*$", re.IGNORECASE)
"""A participle right before the time: "the claims filed in 2025"."""
_HOLDS = (
    r"covered|included|required|allowed|permitted|offered|paid|reimbursed|excluded|needed|need|capped|"
    r"limited|charged|waived|provided|accepted"
)
HOLDS = re.compile(_HOLDS, re.IGNORECASE)
"""A participle that tells a rule: "is it covered in 2027?"."""
OF_A_PERSON = re.compile(
    r"\b(?:was|were|had) (?:i|we|he|she|they|you)\b"
    r"|\b(?:was|were) (?:my|our|his|her|their) "
    r"(?:balance|claims?|bill|payments?|status|account|card)\b"
    r"|\bdid\b(?!.*\b(?:costs?|cover|pay|apply|require|need|include|allow|offer|get|have|owe|charge|"
    r"reimburse|count|qualify|accrue|earn)\b)"
    r"|\b(?:was|were)\b(?: \S+){0,6} (?!(?:"
    + _HOLDS
    + r")\b)\w{3,}ed(?= (?:by|in|on|at|for|to|as)\b|\s*$)"
    r"|\b(?:has|have|had) (?!to\b)(?:\S+ ){0,4}\w{3,}ed\b",
    re.IGNORECASE,
)
"""What somebody did or was at the time, where "what did it cost?" asks for a rule."""
CHOOSING = re.compile(
    r"\b(?:sign(?:ing)?[ -]up|enrol\w*|register|choos\w+|pick|select\w*|switch\w*|renew\w*|carry|"
    r"roll|plan (?:ahead|on)|save|elect|apply|anmelden|anmeldung|wählen|wechseln|einschreiben|"
    r"übertragen|inscrib\w+|inscripción|eleg\w+|elij\w+|renov\w+|solicit\w+|registr\w+)\b",
    re.IGNORECASE,
)
"""What is done now for a later time: "till when can I sign up for next year?"."""
STATED = re.compile(
    r"^(?:i|we|he|she|they|you|it|there|ich|wir|er|sie|du|yo|nosotros|él|ella|ellos)\b|"
    r"\b(?:is|are|was|were|has|have|had|will|ist|sind|war|waren|hat|haben|es|son|era)\b",
    re.IGNORECASE,
)
"""A statement, where nothing asks."""
FILLER = re.compile(
    r"and|but|so|also|then|what|what['\u2019]?s|about|how|is|it|that|the|a|in|for|or|instead|und|aber|"
    r"auch|oder|wie|ist|es|das|was|mit|sieht|aus|im|dann|y|pero|o|qué|que|tal|pasa|hay|con|en|para|"
    r"de|del|el|la|es|eso|entonces|cómo|como",
    re.IGNORECASE,
)
"""Words that ask for nothing by themselves: "and what about 2027?" asks what was asked before."""
NEXT_IN_CLAUSE = re.compile(
    r"(?:and|or|but|on|in|for|with|at|to|under|per|if|when|as|than|the|a|an|my|our|is|are|was|were|"
    r"will|would|do|does|did|can|could|may|must|should|be|please|still|too|also|now|i|we|you|they|he|"
    r"she|it|there|what|how|which|by|from|y|o|en|para|con|si|el|la|los|las|es|son|por|se|un|una|"
    r"und|oder|für|bei|mit|im)\b",
    re.IGNORECASE,
)
"""What may follow a time that stands by itself; a noun makes it "the 2027 election"."""

COMPARED = re.compile(
    r"(?:\bthan(?: in| for)?|\bversus|\bvs\.?|\bcompared (?:to|with)|\bals(?: in?m?)?|\bgegenüber|"
    r"\b(?:más|mayor|menor|menos) que(?: en)?)\s*$",
    re.IGNORECASE,
)
BLOCKING = re.compile(
    r"\b(?:before|after|since|until|till?|by|prior to|into|over|within|through|thru|to|between|"
    r"seit|bis|vor|nach|zwischen|innerhalb|ins|in das|desde|hasta|antes del?|después del?|entre|"
    r"al?|hacia)\s*$"
    r"|\b(?:before|since|until|till|seit|bis|vor|desde|hasta|antes del?) "
    r"(?:\w+ )?(?P<what>\w+)\s*$",
    re.IGNORECASE,
)
"""A deadline or an order in time: "by March", "before 2027", "into next year"."""
JOINED = re.compile(
    rf"{HIDDEN}\s*(?:,|and|or|to|until|und|oder|bis|y|o|a|hasta|[\u2013-])\s*(?:(?:in|im|en|for|für|para)\s*)?$",
    re.IGNORECASE,
)
"""A second time right after a first: "from 2024 to 2026"."""
FROM_THEN_ON = re.compile(
    r"\b(?:from|starting(?: in| on| from)?|beginning(?: in| on)?|ab|a partir del?)\s*$",
    re.IGNORECASE,
)
OF = re.compile(r"\b(?:of|von|vom|del?)\s*$", re.IGNORECASE)
FOR = re.compile(r"\b(?:for|under|für|para)\s*$", re.IGNORECASE)
AT = re.compile(
    r"\b(?:as (?:of|at)|effective(?: on| in| from| as of)?|in|on|during|throughout|im|am|zum|per|"
    r"während|mit wirkung (?:vom|zum)|en|durante|con vigencia (?:en|desde)|a fecha del?)\s*$",
    re.IGNORECASE,
)
ON_SPANISH_DAY = re.compile(r"\bal\s*$", re.IGNORECASE)
""""Al 31 de diciembre" is a day; "al próximo año" is into a year."""
ARTICLE = re.compile(r"\b(?:the|dem|den|(?<!in )das|des|der|el|la|los|las)\s*$", re.IGNORECASE)


# A question's clauses, and where in them it names a time.


_SENTENCE = re.compile(r"(?P<words>(?:[^.!?;:\n]|[.:](?!\s|$))+)(?P<closed>\?)?")
# A clause begins where its first words ask, condition or tell of somebody.
_BEGINS = re.compile(
    rf"(?:,|\s[\u2013\u2014-])\s*(?=(?:{ASKING.pattern[1:]})|(?:{SUBORDINATE.pattern[1:]})|"
    r"(?:i|we|my|you|he|she|they|ich|wir|mein\w*|er|sie|yo|mi)\b)"
    r"|(?=\u00bf)"
    r"|(?<!\s)\s+(?=(?:what|how|which|why|who|when|if|because|while|unless|wie|welche\w*|wann|warum|wenn|"
    r"weil|falls|qué|cuál\w*|cuánt\w*|cuándo|cómo|porque)\b)",
    re.IGNORECASE,
)


class Lead(Enum):
    """What leads a time: it is found in this order, so that "as of" is no "of"."""

    FROM = "from then on"
    AT = "in, on, as of"
    FOR = "for"
    OF = "of"
    NONE = ""


_LEADS: tuple[tuple[Lead, re.Pattern[str]], ...] = (
    (Lead.FROM, FROM_THEN_ON),
    (Lead.AT, AT),
    (Lead.FOR, FOR),
    (Lead.OF, OF),
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without openings and requests ("and", "tell me whether"), and where it begins.

    `sentence` numbers the sentences; `questioned` tells that it has a question mark, `whether` that
    the request asks it.
    """

    text: str
    start: int
    sentence: int
    questioned: bool
    whether: bool

    def has(self, time: NamedTime) -> bool:
        """Tell whether a time stands in it."""
        return self.start <= time.start < self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time in its clause: what stands before and after it, and the "in" or "for" that leads it.

    `others` are the question's other clauses.
    """

    time: NamedTime
    clause: Clause
    before: str
    lead: Lead
    after: str
    others: tuple[Clause, ...]

    @property
    def around(self) -> str:
        """The clause without the time and what leads it."""
        return f"{self.before} {self.after}"


def places_of(question: str, times: Sequence[NamedTime]) -> list[TimeMention]:
    """Return where the times stand, in the order of the times."""
    hidden = question
    for time in times:
        hidden = hidden[: time.start] + HIDDEN * len(time.words) + hidden[time.end :]
    clauses = list(_clauses(hidden))
    return [
        _place(time, clause, tuple(other for other in clauses if other is not clause))
        for time in times
        for clause in clauses
        if clause.has(time)
    ]


def _clauses(text: str) -> Iterator[Clause]:
    for number, sentence in enumerate(_SENTENCE.finditer(text)):
        words, begin = sentence["words"], sentence.start("words")
        begun = (match.end() for match in _BEGINS.finditer(words))
        cuts = [0, *(cut for cut in begun if not _only_requests(words[:cut])), len(words)]
        questioned = bool(sentence["closed"])
        for start, end in pairwise(cuts):
            if words[start:end].strip(" ,"):
                clause, whether = _without_openings(words[start:end])
                at = begin + end - len(clause)
                yield Clause(clause, at, number, questioned, whether)


def _only_requests(words: str) -> bool:
    """Tell whether nothing but "can you tell me" stands there, which "if ..." then completes."""
    words = OPENING.sub("", words.strip()).strip()
    request = REQUEST.match(words)
    return request is not None and not words[request.end() :].strip()


def _without_openings(words: str) -> tuple[str, bool]:
    """Return a clause without "and tell me whether", and tell whether that asks already."""
    words = words.lstrip(" \t\u00bf\u00a1")
    words = words[opening.end() :] if (opening := OPENING.match(words)) else words
    request = REQUEST.match(words)
    return (words[request.end() :], bool(request["whether"])) if request else (words, False)


def _place(time: NamedTime, clause: Clause, others: tuple[Clause, ...]) -> TimeMention:
    at = time.start - clause.start
    before = ARTICLE.sub("", clause.text[:at])
    lead, begins = _lead(before, time)
    after = clause.text[at + len(time.words) :]
    return TimeMention(time, clause, before[:begins], lead, after, others)


def _lead(before: str, time: NamedTime) -> tuple[Lead, int]:
    """Return what leads a time and where it begins in the words before."""
    spanish_day = ((Lead.AT, ON_SPANISH_DAY),) if time.form is TimeForm.DAY else ()
    for lead, pattern in (*_LEADS, *spanish_day):
        if match := pattern.search(before):
            return lead, match.start()
    return Lead.NONE, len(before)
