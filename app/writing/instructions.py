"""Text in a document that speaks to a language model instead of to a reader.

Such lines are kept from the model, never quoted, and carry no sentence of an answer. The patterns
are no defence by themselves: fences, the checker and the renderer stand behind them.
"""

from __future__ import annotations

import re
import unicodedata

# Narrow on purpose: "You are now enrolled", "the assistant must answer the call" and "see the new
# instructions" are said to people.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,2}?"
    r"(?:all|any|previous|prior|above|earlier|preceding|your|system)\b.{0,30}"
    r"\b(?:instructions?|rules|prompts?|guidelines)\b"
    r"|\byou are now (?:an? )?(?:ai|assistant|chatbot|unrestricted|jailbroken|dan|developer mode)\b"
    r"|\b(?:reveal|print|repeat|show|output|leak)\b.{0,30}\b(?:system|hidden) prompt\b"
    r"|\b(?:ai|llm|chatbot|language model)s?\b.{0,20}\b(?:must|should|shall|has to)\b"
    r".{0,20}\b(?:say|write|reply|respond|answer|output|print|append|reveal)\b"
    r"|\b(?:begin|start|end) (?:your|every|each) (?:answer|reply|response)s? with\b"
    r"|<\|[a-z_]+\|>|\[/?INST\]",
    re.IGNORECASE,
)

# "Kindly write: ..." may be meant for anybody; whatever follows is no rule of the document, though.
_TO_BE_WRITTEN = re.compile(
    r"\b(?:kindly|please|always|now|then|must|should)\s+(?:also\s+)?"
    r"(?:write|output|append|print|include|insert|add|respond|reply|answer)\b[^.:]{0,40}:",
    re.IGNORECASE,
)


def is_instruction(text: str) -> bool:
    """Tell whether a text gives orders to a model, invisible characters left out."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return bool(_ORDERS.search(unicodedata.normalize("NFKC", seen)))


def without_instructions(text: str) -> str:
    """Return the text without the lines that give orders to a model."""
    return "\n".join(line for line in text.split("\n") if not is_instruction(line))


def without_requests(text: str) -> str:
    """Return the text without the lines that ask for something to be written."""
    return "\n".join(line for line in text.split("\n") if not _TO_BE_WRITTEN.search(line))
