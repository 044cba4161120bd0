"""An answer as a reply: plain words for the caller, or with every source for the ticket.

Links, pictures and raw HTML stay the characters they are written in, as on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.domain.answers import Answer, Answerer, Citation, Support
from app.domain.caller_context import chip_words
from app.i18n import texts
from app.rendering.markdown import visible
from app.rendering.passages import day, in_force, pages, safe_link, section
from knowledge.domain.documents import CELL_SEPARATOR

MARKERS = re.compile(r"(?:(?<!\s)\s+)?\[\d+(?:\s*,\s*\d+)*\]")


class BlockShape(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """A piece of an answer. `rows` holds a table's cells; `number` is an item's, 0 for a bullet."""

    shape: BlockShape
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    number: int = 0
    depth: int = 0


def plain_blocks(markdown: str, *, markers: bool = True) -> tuple[PlainBlock, ...]:
    """Return an answer's blocks in order; without `markers` the `[n]` are left out."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["link", "image", "autolink", "reference", "html_inline", "html_block"])
    text = visible(markdown)
    if not markers:
        text = MARKERS.sub("", text)
    return tuple(_Blocks(parser.parse(text)).read())


def plain_text(blocks: Sequence[PlainBlock]) -> str:
    """Return blocks as text for a mail or a ticket: list items with a dash, rows with bars."""
    pieces: list[str] = []
    before: PlainBlock | None = None
    for block in blocks:
        close = before is not None and before.shape is block.shape is BlockShape.ITEM
        pieces.append(("\n" if close else "\n\n") if before else "")
        pieces.append(_as_text(block))
        before = block
    return "".join(pieces).strip()


def _as_text(block: PlainBlock) -> str:
    if block.shape is BlockShape.TABLE:
        return "\n".join(CELL_SEPARATOR.join(row) for row in block.rows)
    if block.shape is BlockShape.ITEM:
        sign = f"{block.number}." if block.number else "-"
        return f"{'  ' * block.depth}{sign} {block.text}"
    return block.text


class _Blocks:
    """Walks Markdown's tokens once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []
        self._rows: list[list[str]] = []
        self._item = False

    def read(self) -> Iterator[PlainBlock]:
        for at, token in enumerate(self._tokens):
            self._note_lists(token)
            if token.type == "table_open":
                self._rows = []
            elif token.type == "tr_open":
                self._rows.append([])
            elif token.type == "table_close":
                yield PlainBlock(BlockShape.TABLE, rows=tuple(map(tuple, self._rows)))
            elif token.type in {"fence", "code_block"}:
                yield PlainBlock(BlockShape.CODE, token.content.rstrip("\n"))
            elif token.type == "inline":
                yield from self._inline(self._tokens[at - 1].type, _written(token))

    def _note_lists(self, token: Token) -> None:
        if token.type == "bullet_list_open":
            self._lists.append(None)
        elif token.type == "ordered_list_open":
            self._lists.append(int(token.attrs.get("start", 1)) - 1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif token.type == "list_item_open":
            self._item = True
            if self._lists[-1] is not None:
                self._lists[-1] += 1

    def _inline(self, opened_by: str, text: str) -> Iterator[PlainBlock]:
        if opened_by in {"th_open", "td_open"}:
            self._rows[-1].append(text)
        elif opened_by == "heading_open":
            yield PlainBlock(BlockShape.HEADING, text)
        elif self._item and self._lists:
            self._item = False
            yield PlainBlock(
                BlockShape.ITEM, text, number=self._lists[-1] or 0, depth=len(self._lists) - 1
            )
        else:
            yield PlainBlock(BlockShape.PARAGRAPH, text)


def _written(token: Token) -> str:
    """Return an inline token's words without emphasis."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    children = token.children or []
    return "".join(breaks.get(child.type, child.content) for child in children).strip()


# An answer as a reply: plain words for the caller, or with every source for the ticket.


# A leading + or - is a phone number or a list; only with what a formula needs is it one.
_FORMULA = re.compile(r"^(?:[=@\t]|[+-](?=\S*[(|!]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """Two replies made of one answer, as plain text."""

    for_caller: str
    for_ticket: str


def answer_card(answer: Answer, *, knowledge_base: str, answered_at: datetime) -> AnswerCard:
    """Return what is copied for the caller and for the ticket.

    `answered_at` carries the time zone in which it is written. What no source carries is left out
    for the caller, and named in the ticket.
    """
    return AnswerCard(
        for_caller=_defused("\n\n".join(_caller_parts(answer))),
        for_ticket=_defused("\n\n".join(_ticket_parts(answer, knowledge_base, answered_at))),
    )


def source_line(citation: Citation) -> str:
    """Return a source in one line: title, section, page, version, days in force, file."""
    passage = citation.passage
    parts = (
        passage.title,
        section(passage),
        pages(passage),
        texts.VERSION_SHORT.format(version=passage.version) if passage.version else "",
        _days(citation),
        passage.source,
        safe_link(passage.source_url),
    )
    return visible(", ".join(part for part in parts if part))


def context_line(answer: Answer) -> str:
    """Return what the answer holds for: the day, and what was set about the caller."""
    filters = answer.found.query.filters
    set_facets = (chip_words(*facet) for facet in sorted(filters.facets.items()))
    as_of = texts.CARD_AS_OF.format(day=day(filters.as_of)) if filters.as_of else ""
    return visible("; ".join(part for part in (as_of, *set_facets) if part))


def moment(value: datetime) -> str:
    """Return a day and time with its zone: 20 Nov 2026, 16:40 UTC."""
    zone = value.strftime("%Z")
    return f"{day(value.date())}, {value:%H:%M} {zone}".strip()


def cited_once(answer: Answer) -> list[Citation]:
    """Return one citation for each marker, in the order of the markers."""
    by_marker: dict[int, Citation] = {}
    for citation in answer.citations:
        by_marker.setdefault(citation.marker, citation)
    return [by_marker[marker] for marker in sorted(by_marker)]


def _caller_parts(answer: Answer) -> Iterator[str]:
    if answer.refused:
        yield texts.CARD_REFUSED
        return
    yield _words_for_caller(answer)
    sources = dict.fromkeys(map(_short_source, cited_once(answer)))
    if sources:
        yield "\n".join((texts.CARD_SOURCE, *(f"- {source}" for source in sources)))
    if answer.citations and context_line(answer):
        yield texts.CARD_VALID.format(context=context_line(answer))


def _ticket_parts(answer: Answer, knowledge_base: str, answered_at: datetime) -> Iterator[str]:
    yield texts.CARD_QUESTION.format(question=_one_line(answer.found.question))
    if context_line(answer):
        yield texts.CARD_CONTEXT.format(context=context_line(answer))
    if answer.refused:
        yield texts.CARD_REFUSED
        nearest = [visible(f"- {record.title}, {record.source}") for record in answer.nearest]
        if nearest:
            yield "\n".join((texts.CARD_NEAREST, *nearest))
    else:
        yield plain_text(plain_blocks(answer.text))
    if answer.citations:
        lines = (f"[{c.marker}] {source_line(c)}" for c in cited_once(answer))
        yield "\n".join((texts.CARD_SOURCES, *lines))
    if doubts := _doubts(answer):
        yield "\n".join((texts.CARD_CHECK, *doubts))
    yield texts.CARD_FOOT.format(
        moment=moment(answered_at), kb=visible(knowledge_base), written_by=_written_by(answer)
    )


def _written_by(answer: Answer) -> str:
    approval = answer.approval
    if approval is None:
        return texts.CARD_WRITTEN_BY[answer.answerer.value]
    chip = texts.APPROVED_CHIP if approval.until is None else texts.APPROVED_UNTIL_CHIP
    until = day(approval.until) if approval.until else ""
    return visible(chip.format(owner=approval.owner, day=day(approval.since), until=until))


def _words_for_caller(answer: Answer) -> str:
    """Return the answer's words without markers and without what no source carries."""
    words = plain_text(plain_blocks(answer.text, markers=False))
    for sentence in answer.sentences:
        if sentence.support is Support.UNSUPPORTED:
            words = words.replace(_one_line(sentence.text), "").replace("  ", " ")
    if answer.answerer is Answerer.EXTRACTIVE and answer.approval is None:
        return f"{texts.CARD_QUOTED}\n{words.strip()}"
    return words.strip()


def _doubts(answer: Answer) -> list[str]:
    return [
        f"- {texts.SUPPORT[sentence.support.value]}: {_one_line(sentence.text)}"
        for sentence in answer.sentences
        if sentence.support is not Support.SUPPORTED
    ]


def _short_source(citation: Citation) -> str:
    passage = citation.passage
    version = texts.VERSION_SHORT.format(version=passage.version) if passage.version else ""
    parts = (passage.title, section(passage), pages(passage), version, _days(citation))
    return visible(", ".join(part for part in parts if part))


def _days(citation: Citation) -> str:
    passage = citation.passage
    days = in_force(passage.effective_from, passage.effective_to)
    return texts.CARD_IN_FORCE.format(days=days) if days else ""


def _one_line(words: str) -> str:
    return " ".join(visible(words).split())


def _defused(card: str) -> str:
    """Keep a spreadsheet, which takes each line for a cell, from reading one as a formula."""
    return _FORMULA.sub(r"'\g<0>", card)
