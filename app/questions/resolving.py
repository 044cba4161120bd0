"""What a follow-up means, in one text: what it leaves open is carried on from what was asked.

Carried words stand in brackets after the question's own, so that these count most: a vector of both
joined drifts to what was answered already (docs/research/history.md).
"""

from __future__ import annotations

import re
from datetime import date

from app.dates.named_times import named_times
from app.domain.conversations import Conversation, leaning, meant_by, says_something
from app.language.words import STOP_WORDS, stem, words
from app.questions.manners import without_courtesies

_MOST_CARRIED = {0: 6, 1: 6, 2: 4, 3: 4}
_CARRIED_TO_MANY = 0
"""How many words are carried to a question of so many words of its own."""
_LATEST = 6
"""How many of the turns before may be carried on from."""
_LEANS = 0.5
_FUNCTION_WORDS = """
    der die das dem den des ein eine einen einem einer er sie es ihr ihm ihn wir ich du man mein
    meine sein seine ihre dies diese dieser dieses und oder aber auch dann noch schon nur nicht kein
    keine mit von zu zum zur bei für auf in im am an aus bis ab vor nach über unter als wie was wer
    wen wem wo wann warum wieso welche welcher welches wieviel viel lange ist sind war wird werden
    hat haben kann können muss müssen darf soll gibt gilt da dort
    el la los las un una unos unas él ella ellos ellas yo tú usted lo le les se su sus mi mis este
    esta esto eso esa y o pero también ya sí de del a al en con por para sin sobre hasta desde como
    cómo qué que quién quiénes cuándo cuál cuáles cuánto cuánta cuántos cuántas dónde es son está
    están hay tiene tienen puede pueden debe
"""
_OPEN_WORDS = frozenset(_FUNCTION_WORDS.split())
"""What names nothing by itself in German and Spanish; English has its own list."""
_WORD = re.compile(r"\w[\w().&'\u2019-]{0,60}")
_CORRECTS = re.compile(
    r"^(?:(?:oh|no|nope|sorry|sry|wait|ok|well|ah|oops|actually|my bad|nein|nee|halt|moment|"
    r"entschuldigung|perd[oó]n|espera|disculpe?)[\s,.!]{1,3}){0,3}"
    r"(?:(?:i|we) (?:mean|meant|was asking about|am asking about)|make that|"
    r"ich mein(?:e|te)|gemeint war|quise decir|quiero decir|me refiero a|me refer[ií]a a)\b"
    r"[\s,:]{0,3}",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"^(?:no|nope|wait|nein|halt|espera)[\s,.!]{1,3}(?:(?:no|wait|not|sorry|nicht)[\s,.!]{1,3})?"
    r"(?=\w)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:and|or|but|ok|so|what about|how about|same(?: thing)?(?: for| with| in| on)?|also|"
    r"then|und|oder|aber|auch|was ist mit|wie ist es mit|wie sieht es mit|y|o|pero|tambi[eé]n|"
    r"qu[eé] (?:pasa con|hay de|tal))\b[\s,]{0,3}){1,3}",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])(?=[\w().-]{0,20}\d)[A-Za-z\d][\w.-]{0,20}(?:\(\w{1,4}\)){0,4}")
_SLOT = re.compile(
    r"(?:(?P<lead>on|for|in|under|with|at|auf|f\u00fcr|bei|im|mit|unter|en|para|con|bajo) "
    r"(?:the |an? |der |dem |die |el |la )?)(?P<value>[^\W\d_][\w-]{1,30})",
    re.IGNORECASE,
)


def resolved_question(conversation: Conversation, question: str, today: date) -> str:
    """Return what is asked, with what it leaves to the conversation; the question, where nothing.

    A correction replaces what it corrects, a code, a year or "on gold" its like; a question of
    enough words of its own drops what was asked before.
    """
    asked = [turn for turn in conversation.turns if turn.question][-_LATEST:]
    topic, before = "", ""
    for turn in asked:
        topic, before = _resolved(topic, meant_by(turn.question, before), today), turn.answer
    return _resolved(topic, meant_by(question, before), today)


def _resolved(topic: str, asked: str, today: date) -> str:
    asked = without_courtesies(asked)
    if not topic:
        return asked
    corrected = _CORRECTS.sub("", asked, count=1)
    if corrected == asked:
        corrected = _TAKES_BACK.sub("", asked, count=1)
    core = _LEADS.sub("", corrected, count=1).strip() or corrected
    if swapped := _swapped(topic, core):
        return swapped
    if time := _only_a_time(core, today):
        return f"{_without_times(topic, today)} ({time})"
    if corrected == asked and not _leans(asked):
        return asked
    return with_carried(corrected, topic)


def with_carried(asked: str, topic: str) -> str:
    """Return the question with the words that the topic has besides its own."""
    own = {stem(word) for word in words(asked)}
    carried = [word for word in content_words(topic) if stem(word.lower()) not in own]
    most = _MOST_CARRIED.get(len(set(content_words(asked))), _CARRIED_TO_MANY)
    listed = " ".join(list(dict.fromkeys(carried))[:most])
    return f"{asked} ({listed})" if listed else asked


def content_words(text: str) -> list[str]:
    """Return the words that name something, as they are written."""
    found = (match.group().rstrip(".-'") for match in _WORD.finditer(text))
    bare = (word if "(" in word else word.rstrip(")") for word in found)
    return [word for word in bare if _counts(word.lower())]


def _counts(word: str) -> bool:
    return word not in STOP_WORDS and word not in _OPEN_WORDS and says_something(word)


def _leans(asked: str) -> bool:
    """Tell whether a question means little alone: it points back, or names one thing at most."""
    return leaning(asked) >= _LEANS or len(content_words(asked)) <= 1


def _swapped(topic: str, core: str) -> str:
    """Return the topic with a code or "on gold" replaced by its like; empty where none stands."""
    codes = _CODE.findall(core)
    rest = [word for word in content_words(_CODE.sub(" ", core)) if word]
    if len(codes) == 1 and not rest:
        like = [code for code in _CODE.findall(topic) if shape_of(code) == shape_of(codes[0])]
        return topic.replace(like[-1], codes[0]) if like else ""
    slot = _SLOT.fullmatch(core.rstrip("?!. "))
    if slot is None:
        return ""
    for match in _SLOT.finditer(topic):
        if match["lead"].lower() == slot["lead"].lower() and _counts(match["value"].lower()):
            return topic[: match.start("value")] + slot["value"] + topic[match.end("value") :]
    return ""


def shape_of(code: str) -> str:
    """Return "A9" for "NA1" and "A-9" for "E-4031"; four figures (a year) stay apart."""
    if code.isdigit():
        return "9" * len(code)
    return re.sub(r"\d+", "9", re.sub(r"[A-Za-z]+", "A", code))


def _only_a_time(core: str, today: date) -> str:
    """Return the time that is all that a follow-up says: "next year"; else nothing."""
    times = named_times(core, today)
    if not times:
        return ""
    rest = _blanked(core, today)
    return " ".join(time.words.strip() for time in times) if not content_words(rest) else ""


def _without_times(topic: str, today: date) -> str:
    return re.sub(r"\(\s*\)|\s{2,}", " ", _blanked(topic, today)).strip()


def _blanked(text: str, today: date) -> str:
    for time in named_times(text, today):
        text = text[: time.start] + " " * len(time.words) + text[time.end :]
    return text
