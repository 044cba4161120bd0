"""Reads the words of a Word document's paragraphs, formulas and notes, as a reader sees them."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml import etree

_UNTOLD = ("Pr", "ctrlPr")
_JOINTS = {"f": "/", "sSup": "^", "sSub": "_"}
_BRACKETS = ("(", ")")
_PLAIN = frozenset("0123456789.,$%\u20ac")


def formula_text(formula: etree._Element) -> str:
    """Return a formula as one line; parts that stand above or below each other are joined."""
    return "".join(_part(child) for child in formula)


def _part(element: etree._Element) -> str:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if element.tag == qn("m:t"):
        return element.text or ""
    if not name or name.endswith(_UNTOLD):
        return ""
    inner = [text for text in map(_part, element) if text]
    if name in _JOINTS:
        return _JOINTS[name].join(map(_together, inner))
    if name == "rad":
        return f"\u221a{_together(inner[-1])}" if inner else ""
    if name == "d":
        return f"({', '.join(inner)})"
    return "".join(inner)


def _together(text: str) -> str:
    single = all(char.isalpha() for char in text) or set(text) <= _PLAIN
    bracketed = text.startswith(_BRACKETS[0]) and text.endswith(_BRACKETS[1])
    return text if single or bracketed else f"({text})"
