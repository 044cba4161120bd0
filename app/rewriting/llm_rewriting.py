"""Rewriting by a language model: one question that stands alone, or several kinds fused.

Small models repeat the question or an earlier one, answer it, or talk about it. Such a text
searches for what nobody asked; the question itself, with its history, searches better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from time import monotonic

from app.domain.conversations import Conversation, says_something
from app.language.words import STOP_WORDS, content_terms, stem, words
from app.llm.chat import ChatModel, Message
from app.llm.resting import Rest
from app.rewriting.legs import HistoryMix, Rewriter, Rewritten, history_legs, plain_legs
from app.writing.cleaning.turns import without_thoughts
from app.writing.prompting import history_messages, prompt
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.queries import Leg, LegKind

LONGEST_CHARACTERS = 400
_REFUSES = re.compile(
    r"^(?:i['\u2019]m sorry|i am sorry|sorry\b|i can(?:no|['\u2019])t|as an ai\b|unfortunately)",
    re.IGNORECASE,
)
_LABELS = """
    the a user user's users asks asked ask is asking of assistant rewritten rewrite standalone
    question questions query search last final follow up followup reformulated rephrased new here
    your stand alone key words keywords terms general broader answer human wants to know sure here's
    certainly course it
    umformulierte frage suchanfrage nutzer benutzer schlagwörter pregunta reformulada consulta
    usuario palabras clave
"""
_LABEL_WORDS = frozenset(_LABELS.split())
_LONGEST_LABEL = 48
_MOST_WORDS_KEPT = 6
"""Half of the question's own words must stay; of a talkative one, three."""
_MOST_UNKNOWN = 0.6
"""Of a rewrite's words; formal ones may stand for what was said."""
_QUESTION_MARKS = "?\u061f\uff1f\u037e"
_INTERROGATIVES = """
    what when where which who whom whose why how whether
    was wann wo welche welcher welches wer wen wem warum wieso wie ob
    qué cuándo dónde cuál cuáles quién quiénes cómo cuánto cuánta cuántos cuántas
"""
_ASKING = frozenset(_INTERROGATIVES.split())
_QUOTES = "\"'`*_\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb "
_FENCE = "```"


def plain_rewrite(written: str) -> str:
    """Return the rewrite in what a model wrote: without thoughts, JSON, labels and quotes."""
    text = without_thoughts(written)
    if text.startswith(_FENCE):
        _, _, text = text.strip("`").partition("\n")
    text = _in_json(text.strip()).strip(_QUOTES + "\n")
    label, colon, rest = text.partition(":")
    if colon and len(label) <= _LONGEST_LABEL and set(words(label)) <= _LABEL_WORDS:
        text = rest.strip(_QUOTES + "\n")
    return text


def check_question(rewrite: str, conversation: Conversation, question: str) -> None:
    """Check a question that is to stand for the last one.

    Raises:
        GenerationFailed: it is not that question.
    """
    check_related(rewrite, conversation, question)
    own = {stem(word) for word in words(question) if _means_something(word)}
    if 2 * len(own & set(content_terms(rewrite))) < min(len(own), _MOST_WORDS_KEPT):
        raise GenerationFailed("the rewrite left out what was asked.")
    unknown = set(content_terms(rewrite)) - _known(conversation, question)
    if len(unknown) >= _MOST_UNKNOWN * len(set(content_terms(rewrite))):
        raise GenerationFailed("the rewrite brought something else in.")
    if _asks(question) and not _asks(rewrite):
        raise GenerationFailed("the rewrite asked nothing.")


def check_related(rewrite: str, conversation: Conversation, question: str) -> None:
    """Check a text that is to be searched besides the last question.

    Raises:
        GenerationFailed: it is empty, several lines, a refusal, about something else, an earlier
            question, or has a number that nobody said.
    """
    if not rewrite:
        raise GenerationFailed("the rewrite was empty.")
    if len(rewrite) > LONGEST_CHARACTERS or "\n" in rewrite:
        raise GenerationFailed("the rewrite was not a single question.")
    if _REFUSES.search(rewrite):
        raise GenerationFailed("the language model declined to rewrite.")
    said = [*_said(conversation), question]
    if not _known(conversation, question) & set(content_terms(rewrite)):
        raise GenerationFailed("the rewrite was about something else.")
    if _same_as(rewrite, (turn.question for turn in conversation.turns)):
        raise GenerationFailed("the rewrite repeated an earlier question.")
    if _numbers([rewrite]) - _numbers(said):
        raise GenerationFailed("the rewrite named a number that nobody had said.")


def adds_nothing(rewrite: str, conversation: Conversation, question: str) -> bool:
    """Tell whether a rewrite brings no word of the conversation to the question."""
    if _same_as(rewrite, [question]):
        return True
    added = set(content_terms(rewrite)) - set(content_terms(question))
    return not added & {term for message in _said(conversation) for term in content_terms(message)}


def _means_something(word: str) -> bool:
    """Tell whether a word must stay: "how long" may become "how many days"."""
    return word not in STOP_WORDS and says_something(word)


def _asks(text: str) -> bool:
    marks = any(mark in text for mark in _QUESTION_MARKS)
    return marks or not _ASKING.isdisjoint(words(text))


def _in_json(text: str) -> str:
    """Return the longest string of a JSON object; any other text as it is."""
    if not text.startswith("{"):
        return text
    try:
        said = json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return text
    return max((each for each in said.values() if isinstance(each, str)), key=len, default="")


def _known(conversation: Conversation, question: str) -> set[str]:
    said = [*_said(conversation), question]
    return {term for message in said for term in content_terms(message)}


def _said(conversation: Conversation) -> list[str]:
    return [message for turn in conversation.turns for message in (turn.question, turn.answer)]


def _same_as(rewrite: str, others: Iterable[str]) -> bool:
    said = words(rewrite)
    return any(said == words(other) for other in others if other)


def _numbers(messages: Iterable[str]) -> set[str]:
    return {
        word for message in messages for word in words(message) if any(c.isdigit() for c in word)
    }


# Rewriting by a language model: a question that stands on its own, beside the history.


_LONGEST_READ_CHARACTERS = 4_000
"""Of what a model writes, thoughts included; past this it will not come to a question."""
_HISTORY_WEIGHT = 0.5
_MOST_FAILURES, _REST_SECONDS = 3, 600.0
"""After so many in a row of which none could be used, readers wait for none for a while."""
FAILED = "The question was searched as it was asked, with its history: {why}"


class StandaloneRewrite:
    """Searches a model's standalone question together with the history mix, which weighs half.

    The rewrite is never trusted alone. When the model fails, dawdles or writes something else than
    the question, what searches without a model does (`otherwise`), and a note says so; without a
    note where the rewrite only adds nothing, as for a question that stands on its own, and where
    the model is not asked because nothing came of it three times in a row.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        timeout_seconds: float,
        otherwise: Rewriter | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._otherwise = otherwise or HistoryMix()
        self._clock = clock
        self._rest = Rest(_MOST_FAILURES, _REST_SECONDS, clock=clock)

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return four legs, or those without a model; the question's own for a first turn."""
        if not conversation.turns:
            return Rewritten.plain(question)
        if self._rest.seconds_left():
            return self._otherwise.plan(conversation, question)
        try:
            rewrite = self._rewrite(conversation, question)
            check_question(rewrite, conversation, question)
        except GenerationFailed as error:
            self._rest.failed()
            planned = self._otherwise.plan(conversation, question)
            return replace(planned, notes=(*planned.notes, FAILED.format(why=error)))
        self._rest.went_well()
        if adds_nothing(rewrite, conversation, question):
            return self._otherwise.plan(conversation, question)
        legs = (
            *plain_legs(rewrite, name="rewrite"),
            *history_legs(conversation, question, weight=_HISTORY_WEIGHT),
        )
        return Rewritten(rewrite, legs, tuple(dict.fromkeys((rewrite, question))))

    def _rewrite(self, conversation: Conversation, question: str) -> str:
        return write_rewrite(
            self._model,
            prompt("rewrite"),
            conversation,
            question,
            timeout_seconds=self._timeout_seconds,
            clock=self._clock,
        )


def write_rewrite(
    model: ChatModel,
    instruction: str,
    conversation: Conversation,
    question: str,
    *,
    timeout_seconds: float,
    clock: Callable[[], float] = monotonic,
) -> str:
    """Have a model reword the last question in one line, as the instruction says.

    Raises:
        GenerationFailed: the model failed or took too long.
    """
    messages = [
        Message("system", instruction),
        Message("user", _transcript(conversation, question)),
    ]
    text = ""
    deadline = clock() + timeout_seconds
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            text += piece
            if clock() > deadline:
                raise GenerationFailed(f"the rewrite took longer than {timeout_seconds:g} seconds.")
            if len(text) > _LONGEST_READ_CHARACTERS:
                break
    return plain_rewrite(text)


def _transcript(conversation: Conversation, question: str) -> str:
    speakers = {"user": "User", "assistant": "Assistant", "system": ""}
    lines = [f"{speakers[m.role]}: {m.text}" for m in history_messages(conversation)]
    return "\n".join((*lines, f"Last question of the user: {question}"))


# Rewriting by a language model in several different kinds at once, fused with the history.


_HISTORY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class RewriteKind:
    """A kind of reformulation: its prompt, how much it counts, and which vectors it suits.

    `is_question` where it is to ask the same, so that it must have the question's own words.
    """

    prompt: str
    weight: float
    searches: frozenset[LegKind]
    is_question: bool = False

    def legs(self, text: str) -> tuple[Leg, ...]:
        """Return the legs of one reformulation."""
        legs = plain_legs(text, weight=self.weight, name=self.prompt)
        return tuple(leg for leg in legs if leg.kind in self.searches)


_BOTH = frozenset(LegKind)
# Bare key words say nothing to a model of sentences; an imagined answer brings words that the
# question does not have, most of which BM25 would take for what is asked.
KINDS = (
    RewriteKind("rewrite", 1.0, _BOTH, is_question=True),
    RewriteKind("rewrite-keywords", 0.5, frozenset({LegKind.SPARSE})),
    RewriteKind("rewrite-answer", 0.5, frozenset({LegKind.DENSE})),
    RewriteKind("rewrite-broader", 0.3, _BOTH),
)


class DiverseRewrites:
    """Searches four kinds of reformulation beside the history mix, which weighs half.

    The kinds are asked for at the same time, so that they take as long as the slowest one. A kind
    that fails, or adds nothing, is left out; when all do, what searches without a model does
    (`otherwise`), and a note says what failed. After three such plans in a row it does so alone for
    a while.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        timeout_seconds: float,
        otherwise: Rewriter | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._otherwise = otherwise or HistoryMix()
        self._clock = clock
        self._rest = Rest(_MOST_FAILURES, _REST_SECONDS, clock=clock)

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the legs of all kinds and of the history; the question's own for a first turn."""
        if not conversation.turns:
            return Rewritten.plain(question)
        if self._rest.seconds_left():
            return self._otherwise.plan(conversation, question)
        with ThreadPoolExecutor(len(KINDS)) as pool:
            begun = [pool.submit(self._written, kind, conversation, question) for kind in KINDS]
            written = [each.result() for each in begun]
        good = [(kind, text) for kind, text in zip(KINDS, written, strict=True) if text[0]]
        if not good:
            planned = self._otherwise.plan(conversation, question)
            why = next((why for _, why in written if why), "")
            if why:
                self._rest.failed()
            return replace(planned, notes=(FAILED.format(why=why),)) if why else planned
        self._rest.went_well()
        legs = tuple(leg for kind, (text, _) in good for leg in kind.legs(text))
        texts = (*(text for _, (text, _) in good), question)
        history = history_legs(conversation, question, weight=_HISTORY_SHARE)
        asked = next((text for kind, (text, _) in good if kind.is_question), question)
        return Rewritten(asked, (*legs, *history), tuple(dict.fromkeys(texts)))

    def _written(
        self, kind: RewriteKind, conversation: Conversation, question: str
    ) -> tuple[str, str]:
        """Return the reformulation, or nothing and why; no reason where it only adds nothing."""
        try:
            text = write_rewrite(
                self._model,
                prompt(kind.prompt),
                conversation,
                question,
                timeout_seconds=self._timeout_seconds,
                clock=self._clock,
            )
            check = check_question if kind.is_question else check_related
            check(text, conversation, question)
        except GenerationFailed as error:
            return "", str(error)
        return ("" if adds_nothing(text, conversation, question) else text), ""
