"""From an answer's context to the messages that a chat model is given."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from string import Template

from app.domain.conversations import Conversation
from app.language.words import words
from app.llm.chat import Message
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import AnswerContext
from app.writing.injection import is_instruction, without_instructions
from knowledge.domain.passages import Passage

# Guessed on the safe side: English takes about four characters a token, German three; scripts
# without blanks about a token a character; others in between.
_TOKENS_OF_LATIN, _TOKENS_OF_UNSPACED, _TOKENS_OF_OTHERS = 1 / 3, 1.0, 0.6
_LAST_LATIN = "\u024f"
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text takes, rather too many."""
    return int(sum(map(_tokens, text))) + 1


def within(text: str, tokens: float) -> str:
    """Return the beginning of a text that takes at most so many tokens."""
    used = accumulate(map(_tokens, text))
    return text[: sum(1 for total in used if total <= tokens)] if tokens > 0 else ""


def _tokens(character: str) -> float:
    if character <= _LAST_LATIN or "\u2000" <= character <= "\u206f":
        return _TOKENS_OF_LATIN
    return _TOKENS_OF_UNSPACED if _UNSPACED.match(character) else _TOKENS_OF_OTHERS


# The texts that language models are given, each in a file of its own, and how they are filled.


_FOLDER = Path(__file__).with_name("prompts")


def prompt(name: str, **values: str) -> str:
    """Return the prompt `name` with its `$places` filled; KeyError when one is missing."""
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()


# From material to the messages that a chat model is given.


_TURNS_SHOWN = 3
# Of the room that rules and question leave; the rest is the passages'.
_MOST_OF_HISTORY = 1 / 3
# The full rules take some 650 tokens: with less than this they would leave the passages no room.
_LEAST_FOR_ALL_RULES = 1_200
_LEAST_OF_A_PASSAGE = 40
_LONGEST_MESSAGE_CHARACTERS = 1500
_MARKER_LIKE = re.compile(r"\[(\d{1,3})\]")


_FULL, _BRIEF = "answer", "answer-brief"
_WORDS_IN_A_ROW = 8


@cache
def _runs_of_rules() -> frozenset[tuple[str, ...]]:
    texts = ((_FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in (_FULL, _BRIEF))
    return frozenset(run for text in texts for run in _runs(text))


def repeats_the_rules(text: str, passages: Sequence[Passage]) -> bool:
    """Tell whether a text says words of our own instructions, which no passage says."""
    said = _runs(text) & _runs_of_rules()
    return bool(said) and not any(said & _runs(passage.text) for passage in passages)


def _runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    ends = range(_WORDS_IN_A_ROW, len(said) + 1)
    return {tuple(said[end - _WORDS_IN_A_ROW : end]) for end in ends}


def new_mark() -> str:
    """Return a mark that no document can have foreseen."""
    return secrets.token_hex(8)


def answer_messages(
    context: AnswerContext, *, tokens: int, make_mark: Callable[[], str] = new_mark
) -> list[Message]:
    """Return the system message with the fenced passages, the last turns, and the question.

    Together they take about `tokens` at most: old turns go first, then the last passages. The rules
    stand first and are the same for every question, so that a server that keeps what it has read
    need not read them again; what differs (the day, the mark) follows them.
    """
    mark = make_mark()
    brief = tokens < _LEAST_FOR_ALL_RULES

    def system(passages: str) -> str:
        return prompt(
            _BRIEF if brief else _FULL,
            today=f"{context.today:%A}, {context.today.isoformat()}",
            as_of=_days(context),
            mark=mark,
            refusal=NOT_IN_DOCUMENTS,
            passages=passages,
        )

    room = tokens - estimated_tokens(system("")) - estimated_tokens(context.question)
    history = _fitting(history_messages(context.conversation), room * _MOST_OF_HISTORY)
    room -= sum(estimated_tokens(message.text) for message in history)
    return [
        Message("system", system(fenced_passages(context.passages, mark, room))),
        *history,
        Message("user", context.question),
    ]


def _fitting(history: list[Message], tokens: float) -> list[Message]:
    """Return the latest exchanges, a question and its answer each, that fit."""
    while history and sum(estimated_tokens(message.text) for message in history) > tokens:
        history = history[2:]
    return history


def _days(context: AnswerContext) -> str:
    if context.comparison is None:
        words = context.day_words
        meant = f', the day that "{words}" stands for' if words else ""
        return f"the rules in force on {context.as_of.isoformat()}{meant}"
    days = context.comparison.days
    return (
        f"what changed between the rules in force on {days.before.isoformat()} and those on "
        f"{days.after.isoformat()}; passages of both versions are given"
    )


def history_messages(conversation: Conversation) -> list[Message]:
    """Return the last turns as messages, long ones cut, unanswered ones left out."""
    return [
        message
        for turn in conversation.turns[-_TURNS_SHOWN:]
        if turn.answer
        for message in (
            Message("user", turn.question[:_LONGEST_MESSAGE_CHARACTERS]),
            # The markers of an earlier answer named other passages.
            Message("assistant", _MARKER_LIKE.sub("", turn.answer)[:_LONGEST_MESSAGE_CHARACTERS]),
        )
    ]


def fenced_passages(passages: Sequence[Passage], mark: str, tokens: float) -> str:
    """Return the passages between lines that carry the mark, numbered, in about so many tokens.

    Lines that give orders to a model are left out, and what looks like a marker is none.
    """
    fenced: list[str] = []
    for number, passage in enumerate(passages, start=1):
        whole = _MARKER_LIKE.sub(r"(\1)", without_instructions(passage.text))
        opening = "\n".join((f"<<{mark} passage {number}>>", *_described(passage)))
        closing = f"<<{mark} end>>"
        # A mark of random letters takes more tokens than words of its length do.
        tokens -= estimated_tokens(opening + closing) + len(mark)
        text = within(whole, tokens)
        tokens -= estimated_tokens(text)
        if text and (text == whole or estimated_tokens(text) >= _LEAST_OF_A_PASSAGE):
            fenced.append("\n".join((opening, text, closing)))
    return "\n\n".join(fenced)


def _described(passage: Passage) -> list[str]:
    pages = _pages(passage)
    first = passage.effective_from.isoformat() if passage.effective_from else ""
    last = passage.effective_to.isoformat() if passage.effective_to else ""
    known = {
        "Title": passage.title,
        "Section": " > ".join(passage.headings),
        "Page": pages or passage.place,
        "Version": passage.version,
        "In force": f"{first or '...'} to {last or '...'}" if first or last else "",
    }
    return [
        f"{name}: {' '.join(value.split())}"
        for name, value in known.items()
        if value and not is_instruction(value)
    ]


def _pages(passage: Passage) -> str:
    if passage.first_page is None:
        return ""
    if passage.last_page in {None, passage.first_page}:
        return str(passage.first_page)
    return f"{passage.first_page}-{passage.last_page}"
