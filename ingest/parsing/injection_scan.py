"""Notices text that is written for a language model rather than for a reader."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from knowledge.domain.documents import Block, Section
from knowledge.injection.detection import has_injection, injection_spans

_MOST_TOLD = 5
_LONGEST_QUOTE = 80
_BLANK_LINE = "\n\n"
_TURNING = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")


def injection_warnings(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return a warning for each of the first blocks that command a model."""
    return tuple(islice(_injections(sections), _MOST_TOLD))


def holds_injection(text: str) -> bool:
    """Tell whether a text commands a model."""
    return has_injection(text)


def turned(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return a warning if text holds characters that turn its direction or hide other text."""
    count = sum(len(_TURNING.findall(b.text)) for section in sections for b in section.blocks)
    return (f"{count} characters that turn or hide text were taken out.",) if count else ()


def _injections(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        # Together, for an order may be broken into paragraphs.
        text = _BLANK_LINE.join(block.text for block in section.blocks)
        ends = list(accumulate(len(block.text) + len(_BLANK_LINE) for block in section.blocks))
        told: set[int] = set()
        for start, end in injection_spans(text):
            number = bisect_right(ends, start)
            if number not in told:
                told.add(number)
                quote = " ".join(text[start:end].split())[:_LONGEST_QUOTE]
                where = _at(section.blocks[number])
                yield f"Text that reads like a command to a language model{where}: {quote!r}."


def _at(block: Block) -> str:
    where = ", ".join(filter(None, (f"page {block.page}" if block.page else "", block.place)))
    return f" ({where})" if where else ""
