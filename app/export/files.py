"""A conversation as a file: JSON for machines, Markdown for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.answers import Answer
from app.export.answer_card import (
    BlockShape,
    PlainBlock,
    cited_once,
    context_line,
    moment,
    plain_blocks,
    source_line,
)
from app.export.answer_json import answer_content
from app.i18n import texts
from app.rendering.markdown import visible

SCHEMA_VERSION = 1

# Whatever Markdown or the HTML inside it might act on.
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&=@])")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ExportedTurn:
    """A question and what became of it; `partial` and `note` where there is no whole answer."""

    question: str
    asked_at: datetime
    answer: Answer | None = None
    partial: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExportedConversation:
    """What is written into a file. Times carry the zone in which they are written."""

    title: str
    knowledge_base: str
    exported_at: datetime
    turns: tuple[ExportedTurn, ...]
    facets: Mapping[str, str] = field(default_factory=dict)


def file_name(conversation: ExportedConversation, suffix: str) -> str:
    """Return a name that every system takes: letters, digits and dashes."""
    words = re.sub(r"[^a-z0-9]+", "-", conversation.title.lower()).strip("-")
    return f"{words[:_LONGEST_NAME].strip('-') or 'conversation'}.{suffix}"


def as_json(conversation: ExportedConversation) -> str:
    """Return the conversation as docs/schemas/conversation.schema.json describes it."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "title": conversation.title,
        "knowledge_base": conversation.knowledge_base,
        "exported_at": conversation.exported_at.isoformat(),
        "facets": dict(conversation.facets),
        "turns": [_turn_json(turn, conversation.knowledge_base) for turn in conversation.turns],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_markdown(conversation: ExportedConversation) -> str:
    """Return the conversation as Markdown in which nothing is active but its own headings."""
    return "\n\n".join(_markdown_parts(conversation)) + "\n"


def turn_notes(turn: ExportedTurn) -> list[str]:
    """Return what the reader of a file should know about a turn besides the answer."""
    if turn.answer is None:
        return [turn.note] if turn.note else []
    return list(dict.fromkeys((*turn.answer.found.notes, *turn.answer.notes)))


def turn_line(turn: ExportedTurn) -> str:
    """Return when a question was asked and for what it was answered."""
    context = context_line(turn.answer) if turn.answer else ""
    return "; ".join(part for part in (moment(turn.asked_at), context) if part)


def _turn_json(turn: ExportedTurn, knowledge_base: str) -> Mapping[str, object]:
    answer = turn.answer
    return {
        "question": turn.question,
        "asked_at": turn.asked_at.isoformat(),
        "answer": answer_content(answer, knowledge_base=knowledge_base) if answer else None,
        "partial": "" if answer else turn.partial,
        "note": turn.note,
    }


def _markdown_parts(conversation: ExportedConversation) -> Iterator[str]:
    yield f"# {_inert(conversation.title)}"
    exported = texts.EXPORTED_AT.format(
        moment=moment(conversation.exported_at), kb=conversation.knowledge_base
    )
    yield _inert(exported)
    for number, turn in enumerate(conversation.turns, 1):
        yield f"## {texts.EXPORTED_QUESTION.format(number=number)}"
        yield "\n".join(f"> {_inert(line)}" for line in visible(turn.question).splitlines())
        yield f"*{_inert(turn_line(turn))}*"
        yield from _answer_parts(turn)


def _answer_parts(turn: ExportedTurn) -> Iterator[str]:
    text = turn.answer.text if turn.answer else turn.partial
    yield from map(_block_markdown, plain_blocks(text))
    sources = cited_once(turn.answer) if turn.answer else []
    if sources:
        yield f"### {texts.CARD_SOURCES}"
        yield "\n".join(_inert(f"[{c.marker}] {source_line(c)}") + "  " for c in sources)
    yield from (f"*{_inert(note)}*" for note in turn_notes(turn))


def _block_markdown(block: PlainBlock) -> str:
    if block.shape is BlockShape.TABLE:
        head, *body = [f"| {' | '.join(map(_inert, row))} |" for row in block.rows]
        return "\n".join((head, "|" + " --- |" * len(block.rows[0]), *body))
    if block.shape is BlockShape.ITEM:
        sign = f"{block.number}." if block.number else "-"
        return f"{'   ' * block.depth}{sign} {_inert(block.text)}"
    if block.shape is BlockShape.HEADING:
        return f"**{_inert(block.text)}**"
    return "\n".join(_inert(line) for line in block.text.splitlines())


def _inert(words: str) -> str:
    """Return words in which neither Markdown nor HTML finds anything to act on."""
    return _SIGNS.sub(r"\\\1", " ".join(visible(words).split()))
