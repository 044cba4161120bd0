"""Writes where a link leads behind its words, as a page printed on paper does."""

from __future__ import annotations

from urllib.parse import unquote

_LEADING_OUT = ("http://", "https://", "mailto:", "tel:")
_LONGEST_TARGET = 150
MOST_TOLD = 3
"""How often a document says the same target: behind each of fifty links it would drown the text."""


def shown_target(words: str, href: str) -> str:
    """Return the target in brackets, nothing where the words say it or it leads nowhere outside."""
    target = _target(href)
    return f" ({target})" if target and words and not _says(words, target) else ""


def _target(href: str) -> str:
    target = href.strip()
    if not target.lower().startswith(_LEADING_OUT) or len(target) > _LONGEST_TARGET:
        return ""
    scheme, _, rest = target.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        return unquote(rest.partition("?")[0]).strip()
    return "".join(target.split())


def _says(words: str, target: str) -> bool:
    """Tell whether a link's words are where it leads: "Example.org" says https://www.example.org/."""
    bare = target.casefold().partition("://")[2] or target.casefold()
    bare = bare.removeprefix("www.").rstrip("/")
    said = words.casefold().partition("://")[2] or words.casefold()
    return bare in said or said.removeprefix("www.").rstrip("/") == bare
