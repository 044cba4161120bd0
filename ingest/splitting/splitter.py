"""Splits a document into passages: by structure, then by size, counted as the model counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.parsing.injection_scan import holds_injection
from ingest.splitting.pieces import BlockPiece, CountTokens, cut, shrink, whole
from knowledge.domain.access import groups_of
from knowledge.domain.documents import Document
from knowledge.domain.passages import COMMANDS_MODELS, Passage, passage_id, path_text, searched_text

SPLITTER = "structure-1"
CHARACTERS_PER_TOKEN = 12
"""Twice what the longest words of a language come to; what has more is no text to be read."""
MOST_CHARACTERS = 60_000
_BLANK_LINE = "\n\n"
_JOINT_TOKENS = 1
"""What joining two pieces may cost where a tokenizer counts the line break."""


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """The pieces of a passage to be, in order, and the path that goes before its text."""

    pieces: tuple[BlockPiece, ...]
    title: str
    headings: tuple[str, ...]

    def text(self, whole_text: str) -> str:
        """Return the passage's text; a table that goes on has its header row before it."""
        body = whole_text[self.pieces[0].start : self.pieces[-1].end]
        header = self.pieces[0].header
        return f"{header}\n{body}" if header else body


def splitter_name(limit: int) -> str:
    """Return how a manifest names these rules with this limit."""
    return f"{SPLITTER}:{limit}"


def document_text(document: Document) -> str:
    """Return all blocks joined by blank lines: what passages' offsets count in."""
    return _BLANK_LINE.join(b.text for section in document.sections for b in section.blocks)


def split(
    document: Document, count_tokens: CountTokens, *, limit: int, default_group: str
) -> list[Passage]:
    """Return the document's passages in reading order.

    `limit` is the most tokens that a passage's search text (title, headings, text) may have. No
    passage crosses a section. A piece of one character is never cut, whatever it counts. Letters
    count as well, since 60,000 without a blank are one token to some models: a passage has at most
    `CHARACTERS_PER_TOKEN` a token and `MOST_CHARACTERS` in all.
    """
    count_tokens = _counting_characters(count_tokens, limit)
    text = document_text(document)
    drafts = list(_drafts(document, text, count_tokens, limit))
    fitting = _fit(drafts, text, count_tokens, limit)
    return [
        _passage(document, draft, text, position, default_group)
        for position, draft in enumerate(fitting)
    ]


def _counting_characters(count_tokens: CountTokens, limit: int) -> CountTokens:
    """Return a counter for which many characters are many tokens, whatever the model makes of them.

    What counts `limit` tokens has no more characters than a passage may have.
    """
    most = min(limit * CHARACTERS_PER_TOKEN, MOST_CHARACTERS)

    def count(texts: Sequence[str]) -> list[int]:
        tokens = count_tokens(texts)
        return [max(n, -(-len(t) * limit // most)) for n, t in zip(tokens, texts, strict=True)]

    return count


def _drafts(
    document: Document, text: str, count_tokens: CountTokens, limit: int
) -> Iterator[PassageDraft]:
    blocks = [block for section in document.sections for block in section.blocks]
    counts = iter(count_tokens([block.text for block in blocks]))
    paths = _paths(document, count_tokens, limit)
    offset = 0
    for section, (title, headings, used) in zip(document.sections, paths, strict=True):
        room = limit - used - _JOINT_TOKENS
        pieces: list[BlockPiece] = []
        for block in section.blocks:
            tokens = next(counts)
            if tokens <= room:
                pieces.append(whole(block, offset, tokens))
            else:
                pieces += cut(block, offset, text, count_tokens=count_tokens, room=room)
            offset += len(block.text) + len(_BLANK_LINE)
        yield from (PassageDraft(group, title, headings) for group in _groups(pieces, room))


def _groups(pieces: list[BlockPiece], room: int) -> Iterator[tuple[BlockPiece, ...]]:
    """Join neighbouring pieces up to `room`, in groups of about one size.

    Filling each group to the brim would leave a last one of a few words, which says nothing alone.
    """
    total = sum(piece.tokens + _JOINT_TOKENS for piece in pieces)
    target = total / max(1, -(-total // room))
    group: list[BlockPiece] = []
    used = 0
    for piece in pieces:
        cost = piece.tokens + _JOINT_TOKENS
        if group and (used + cost > room or used >= target):
            yield tuple(group)
            group, used = [], piece.header_tokens
        group.append(piece)
        used += cost
    if group:
        yield tuple(group)


def _paths(
    document: Document, count_tokens: CountTokens, limit: int
) -> list[tuple[str, tuple[str, ...], int]]:
    """Return for each section the title and headings that leave half the limit to the text."""
    asked = [(document.title, section.headings) for section in document.sections]
    counts = count_tokens([path_text(title, headings) for title, headings in asked])
    return [
        (title, headings, used)
        if used <= limit // 2
        else _shorter(title, headings, count_tokens, limit // 2)
        for (title, headings), used in zip(asked, counts, strict=True)
    ]


def _shorter(
    title: str, headings: tuple[str, ...], count_tokens: CountTokens, most: int
) -> tuple[str, tuple[str, ...], int]:
    while (used := count_tokens([path_text(title, headings)])[0]) > most:
        if len(headings) > 1:
            headings = headings[1:]
        elif headings and len(headings[0]) > len(title):
            headings = (headings[0][: len(headings[0]) // 2].rstrip(),)
        elif title:
            title = title[: len(title) // 2].rstrip()
        else:
            headings = ()
    return title, headings, used


def _fit(
    drafts: list[PassageDraft], text: str, count_tokens: CountTokens, limit: int
) -> list[PassageDraft]:
    """Count each draft as it will be embedded and halve those over the limit.

    Tokens of parts need not add up to those of the whole, so the sums above are only a plan.
    """
    counted = [(draft, -1) for draft in drafts]
    while any(tokens < 0 for _, tokens in counted):
        fresh = [draft for draft, tokens in counted if tokens < 0]
        searched = [searched_text(d.title, d.headings, d.text(text)) for d in fresh]
        found = iter(count_tokens(searched))
        counted = [
            part
            for draft, tokens in counted
            for part in _settled(
                draft, tokens if tokens >= 0 else next(found), limit, text, count_tokens
            )
        ]
    return [draft for draft, _ in counted]


def _settled(
    draft: PassageDraft, tokens: int, limit: int, text: str, count_tokens: CountTokens
) -> list[tuple[PassageDraft, int]]:
    """Return the draft with its count, or its halves, not yet counted, if it is over the limit."""
    if tokens <= limit:
        return [(draft, tokens)]
    halves = _halved(draft, text, count_tokens)
    return [(half, -1) for half in halves] if len(halves) > 1 else [(draft, tokens)]


def _halved(draft: PassageDraft, text: str, count_tokens: CountTokens) -> tuple[PassageDraft, ...]:
    pieces = list(draft.pieces)
    if len(pieces) == 1:
        half = max(1, pieces[0].tokens // 2) + pieces[0].header_tokens
        pieces = shrink(pieces, text, count_tokens=count_tokens, room=half)
    middle = (len(pieces) + 1) // 2
    halves = (tuple(pieces[:middle]), tuple(pieces[middle:]))
    return tuple(PassageDraft(half, draft.title, draft.headings) for half in halves if half)


def _passage(
    document: Document, draft: PassageDraft, whole_text: str, position: int, default_group: str
) -> Passage:
    metadata = document.metadata
    text = draft.text(whole_text)
    pages = [piece.page for piece in draft.pieces if piece.page is not None]
    places = dict.fromkeys(piece.place for piece in draft.pieces if piece.place)
    return Passage(
        id=passage_id(document.id, position, text),
        document_id=document.id,
        document_key=metadata.key,
        title=draft.title,
        text=text,
        headings=draft.headings,
        position=position,
        start=draft.pieces[0].start,
        end=draft.pieces[-1].end,
        source=document.source,
        version=metadata.version,
        first_page=min(pages, default=None),
        last_page=max(pages, default=None),
        place="; ".join(places),
        effective_from=metadata.effective_from,
        effective_to=metadata.effective_to,
        groups=groups_of(metadata, default_group),
        source_url=metadata.source_url,
        language=metadata.language,
        facets=metadata.facets,
        flags=(COMMANDS_MODELS,) if holds_injection(text) else (),
    )
