"""Splits the YAML block at the head of a text file from the text, and reads YAML as plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from knowledge.errors import DocumentUnreadable

_FENCED = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_LONGEST = 65_536
_WEIGHTY = re.compile(
    r"^(document_key|version|effective_from|effective_to|groups|facets|plan|state|product)\s*:",
    re.M,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block's keys and values, all scalars as they are written, and the text after it."""

    body: str
    values: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_yaml(text: str) -> object:
    """Read YAML with every scalar as text: `1.10` stays `1.10`, `NO` stays `NO`, dates stay.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.load(text, Loader=yaml.BaseLoader)


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter off; a text without one comes back whole.

    Raises:
        DocumentUnreadable: the block is broken YAML and names validity or permission, so that
            going on without it could show the document to the wrong reader.
    """
    found = _FENCED.match(text)
    if found is None or len(found.group(1)) > _LONGEST:
        return FrontMatter(body=text)
    block = found.group(1)
    try:
        values = read_yaml(block)
    except yaml.YAMLError as error:
        return _without_values(text[found.end() :], block, error)
    if isinstance(values, dict):
        named = {str(key): value for key, value in values.items()}
        return FrontMatter(body=text[found.end() :], values=named)
    # Two rules drawn around a paragraph look the same; they are text.
    return FrontMatter(body=text[found.end() :] if not block.strip() else text)


def _without_values(body: str, block: str, error: yaml.YAMLError) -> FrontMatter:
    problem = getattr(error, "problem", "") or "broken"
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 2}" if mark is not None else ""
    if _WEIGHTY.search(block):
        raise DocumentUnreadable(
            f"The front matter is not valid YAML ({problem}{where}), and it names validity or "
            "permission. Mend it; the file was left out so that nobody sees it by mistake."
        )
    return FrontMatter(body=body, warnings=(f"Front matter ignored: {problem}{where}.",))
