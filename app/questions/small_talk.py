"""What is answered to a line that asks nothing of the documents, without a search."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answers import Answer, Citation, Outcome, Sentence, Support
from app.domain.conversations import Conversation, Turn
from app.i18n import texts
from app.i18n.languages import speaking
from app.questions.courtesies import MannerKind
from app.questions.manners import Manner, manner_of
from knowledge.domain.documents import CELL_SEPARATOR

_MOST_WORDS = 60
"""Of an answer whose sentences are not known."""
_BACK = (MannerKind.AGAIN, MannerKind.SURE, MannerKind.UNCLEAR)
_FIRST = (
    *_BACK,
    MannerKind.COMPLAINT,
    MannerKind.ABOUT,
    MannerKind.WELLBEING,
    MannerKind.GREETING,
    MannerKind.EMPTY,
    MannerKind.CHAT,
)
"""What one line says, whatever is said besides."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A line to say, and what it quotes of the answer before."""

    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()


def reply_to(manner: Manner, conversation: Conversation) -> SmallTalk:
    """Return what to say, in the language that the line shows, else in that of the page."""
    with speaking(manner.language):
        first = next((kind for kind in _FIRST if kind in manner.kinds), None)
        if first in _BACK:
            return _back(first, _last_answered(conversation))
        if first:
            return SmallTalk(texts.MANNERS[first.value])
        return SmallTalk(_closing(manner))


def only_questions(conversation: Conversation) -> Conversation:
    """Return the conversation without the turns that asked nothing, which lead a search astray."""
    kept = list[Turn]()
    for turn in conversation.turns:
        before = Conversation(tuple(kept))
        if not turn.question or manner_of(turn.question, before) is None:
            kept.append(turn)
    return Conversation(tuple(kept))


def _closing(manner: Manner) -> str:
    """Return "You're welcome. Goodbye." for thanks with a goodbye; "ok" adds nothing to these."""
    kinds = (MannerKind.APOLOGY, MannerKind.THANKS, MannerKind.GOODBYE)
    said = [texts.MANNERS[kind.value] for kind in kinds if kind in manner.kinds]
    return " ".join(said) or texts.MANNERS[MannerKind.AGREED.value]


def _last_answered(conversation: Conversation) -> Turn | None:
    turns = only_questions(conversation).turns
    return next((turn for turn in reversed(turns) if turn.answer), None)


def _back(kind: MannerKind, turn: Turn | None) -> SmallTalk:
    """Return the answer before once more, or the sentence that carried it; nothing is searched."""
    if turn is None:
        return SmallTalk(texts.NOTHING_YET)
    given = turn.given
    if given is None:
        return SmallTalk(texts.ANSWER_WAS.format(sentence=_beginning(turn.answer)))
    if kind is MannerKind.AGAIN:
        return SmallTalk(given.text, given.sentences, given.citations)
    carrying = _carrying(given)
    if carrying is None:
        refused = given.outcome is Outcome.REFUSED
        said = texts.ANSWER_WAS_REFUSED if refused else given.text
        return SmallTalk(said)
    return _shown(carrying, _told(kind, given, carrying), given)


def _told(kind: MannerKind, given: Answer, carrying: Sentence) -> str:
    if given.outcome is Outcome.NEAREST:
        return texts.ANSWER_WAS_NEAREST
    if kind is MannerKind.UNCLEAR:
        return texts.ANSWER_MEANS
    supported = carrying.support is Support.SUPPORTED
    return texts.ANSWER_RESTS_ON if supported else texts.ANSWER_RESTS_WEAKLY


def _carrying(given: Answer) -> Sentence | None:
    """Return the first sentence that a passage carries, else the first that cites one."""
    cited = [each for each in given.sentences if each.markers]
    supported = (each for each in cited if each.support is Support.SUPPORTED)
    return next(iter((*supported, *cited)), None)


def _shown(carrying: Sentence, told: str, given: Answer) -> SmallTalk:
    """Show the source's own words where they are known, under the marker of its first source."""
    cited = next((c for c in given.citations if c.marker == carrying.markers[0]), None)
    # A table's row says little without its header; the sentence made of its cells names both.
    prose = cited is not None and bool(cited.quote) and CELL_SEPARATOR not in cited.quote
    quoted = " ".join((cited.quote if cited and prose else carrying.text).split())
    if cited is None:
        return SmallTalk(told.format(sentence=quoted))
    only = Citation(1, cited.passage, cited.quote)
    return SmallTalk(f"{told.format(sentence=quoted)} [1]", (), (only,))


def _beginning(answer: str) -> str:
    words = answer.split()
    shown = " ".join(words[:_MOST_WORDS])
    return f"{shown} …" if len(words) > _MOST_WORDS else shown
