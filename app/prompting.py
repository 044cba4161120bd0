"""From material to the messages that a chat model is given."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from app.chatting import Message
from app.conversations import Conversation
from app.instructions import is_instruction, without_instructions
from app.prompts import prompt
from app.writing import NOT_IN_DOCUMENTS, Material
from knowledge.passages import Passage

# Without a tokeniser of the model's own (some would be downloaded): English needs about four
# characters a token, other languages fewer, so three never overflows by much.
CHARACTERS_PER_TOKEN = 3
_TURNS_SHOWN = 3
_LONGEST_MESSAGE_CHARACTERS = 1500
_MARKER_LIKE = re.compile(r"\[(\d{1,3})\]")


def new_mark() -> str:
    """Return a mark that no document can have foreseen."""
    return secrets.token_hex(8)


def answer_messages(
    material: Material, *, passage_characters: int, make_mark: Callable[[], str] = new_mark
) -> list[Message]:
    """Return the system message with the fenced passages, the last turns, and the question."""
    mark = make_mark()
    system = prompt(
        "answer",
        today=f"{material.today:%A}, {material.today.isoformat()}",
        as_of=_days(material),
        mark=mark,
        refusal=NOT_IN_DOCUMENTS,
        passages=_fenced(material.passages, mark, passage_characters),
    )
    return [
        Message("system", system),
        *history_messages(material.conversation),
        Message("user", material.question),
    ]


def _days(material: Material) -> str:
    if material.comparison is None:
        return f"the rules in force on {material.as_of.isoformat()}"
    days = material.comparison.days
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


def _fenced(passages: tuple[Passage, ...], mark: str, characters: int) -> str:
    fenced: list[str] = []
    room = characters
    for number, passage in enumerate(passages, start=1):
        text = _MARKER_LIKE.sub(r"(\1)", without_instructions(passage.text))[:room]
        room -= len(text)
        if text:
            lines = (f"<<{mark} passage {number}>>", *_described(passage), text, f"<<{mark} end>>")
            fenced.append("\n".join(lines))
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
