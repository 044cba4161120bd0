"""Whether what a model wrote is the question in its conversation, and not something else.

Small models repeat the question or an earlier one, answer it, or talk about it. Such a text
searches for what nobody asked; the question itself, with its history, searches better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from app.checking.terms import STOP_WORDS, content_terms, stem, words
from app.conversations import Conversation
from app.rewriting.leaning import says_something
from app.writing.cleaning.turns import without_thoughts
from knowledge.errors import GenerationFailed

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
        raise GenerationFailed("the rewrite was no single question.")
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
