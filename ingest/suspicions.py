"""Notices text that is written for a language model rather than for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from knowledge.documents import Block, Section

_MOST_TOLD = 5
_LONGEST_QUOTE = 80
_COMMANDS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|"
    r"preceding|your|all|system)\b[^.!?\n]{0,30}\b(?:instructions?|prompts?|rules|guidelines)\b"
    r"|\b(?:reveal|print|repeat|show|output)\b[^.!?\n]{0,20}\b(?:your|the) "
    r"(?:system|hidden|initial) (?:prompt|instructions?)\b"
    r"|\byou are now (?:an?|in|the)\b[^.!?\n]{0,40}\b(?:assistant|ai|model|mode|chatbot|dan)\b"
    r"|\b(?:as|dear|attention,?) an? (?:ai|language model|llm)\b[^.!?\n]{0,30}\b"
    r"(?:must|should|shall|will)\b"
    r"|<\|(?:im_start|im_end|system|user|assistant|endoftext)[^>]{0,20}\|?>"
    r"|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(?:system|instruction)s?\s*:",
    re.I | re.M,
)
# A command holds one of the first with one of the second, or one of the third. Most texts do not,
# and looking for these costs a thirtieth of looking for commands.
_VERBS = (
    "ignore",
    "disregard",
    "forget",
    "override",
    "reveal",
    "print",
    "repeat",
    "show",
    "output",
)
_NOUNS = ("instruction", "prompt", "rules", "guideline")
_OTHERS = ("you are now", " ai", " language model", " llm", "<|", "inst]", "<<", "##")
_TURNING = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")


def commands(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return a warning for each of the first blocks that command a model."""
    return tuple(islice(_commands(sections), _MOST_TOLD))


def commanding(text: str) -> bool:
    """Tell whether a text commands a model."""
    return _command_in(text) is not None


def turned(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return a warning if text holds characters that turn its direction or hide other text."""
    count = sum(len(_TURNING.findall(b.text)) for section in sections for b in section.blocks)
    return (f"{count} characters that turn or hide text were taken out.",) if count else ()


def _command_in(text: str) -> re.Match[str] | None:
    folded = text.casefold().replace("\u0131", "i")  # all that re.I takes for an i
    told = any(word in folded for word in _VERBS) and any(word in folded for word in _NOUNS)
    if not told and not any(word in folded for word in _OTHERS):
        return None
    return _COMMANDS.search(text)


def _commands(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        for block in section.blocks:
            found = _command_in(block.text)
            if found:
                quote = " ".join(found.group().split())[:_LONGEST_QUOTE]
                yield f"Text that reads like a command to a language model{_at(block)}: {quote!r}."


def _at(block: Block) -> str:
    where = ", ".join(filter(None, (f"page {block.page}" if block.page else "", block.place)))
    return f" ({where})" if where else ""
