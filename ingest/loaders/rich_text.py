"""Loads Rich Text Format (.rtf): its paragraphs and table rows, without what only shapes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.loaders.loaded import Loaded
from ingest.loaders.rich_text_reader import RichTextReader

_STRUCK_OUT = "Struck-out text was left out."


def load_rtf(path: Path) -> Loaded:
    """Read a rich-text file.

    Raises:
        DocumentUnreadable: it is no rich text.
    """
    reader = RichTextReader(path.read_bytes())
    warnings = (_STRUCK_OUT,) if reader.struck_out else ()
    return Loaded(sections=reader.outline.sections(), warnings=warnings)


@dataclass(frozen=True, slots=True)
class RichText:
    """What a message's body in rich text holds: plain paragraphs, or the HTML packed into it."""

    text: str
    is_html: bool


def body_of_rtf(data: bytes) -> RichText:
    """Read rich text as Outlook keeps bodies in it ([MS-OXRTFEX]).

    Raises:
        DocumentUnreadable: it is no rich text.
    """
    reader = RichTextReader(data)
    if reader.is_html:
        return RichText(reader.page, is_html=True)
    blocks = (block.text for section in reader.outline.sections() for block in section.blocks)
    return RichText("\n\n".join(blocks), is_html=False)
