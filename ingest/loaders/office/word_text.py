"""Reads the words of a Word document's paragraphs, formulas and notes, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from ingest.loaders.content.marks import raised, shown, shown_target

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


# Reads the words of a Word document's paragraphs, as far as a reader sees them.


_UNSEEN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:delText")))
_SIGNS = {
    qn("w:tab"): " ",
    qn("w:noBreakHyphen"): "-",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
}
_OFF = ("0", "false", "off")
_PLACE_DIGITS = 6
TARGET = "citewell-target"
"""Attribute of links: where they lead."""
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TINIEST = 4
"""Half points; nobody reads type of two points."""


def blocks_of(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs, tables and texts put in whole, those in content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl"), qn("w:altChunk")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from blocks_of(child)


def boxes_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield what a paragraph's text boxes hold, each once: what old programs show stands beside."""
    for child in paragraph:
        if child.tag == qn("w:txbxContent"):
            yield child
        elif child.tag != FALLBACK:
            yield from boxes_of(child)


def text_of(element: etree._Element) -> str:
    """Return what a paragraph or run shows, raised marks apart from what they stand behind."""
    pieces = list(_pieces(element))
    if not any(is_raised for _, is_raised in pieces):
        return "".join(text for text, _ in pieces).strip()
    runs = [
        ("".join(text for text, _ in run), is_raised)
        for is_raised, run in groupby(pieces, key=lambda piece: piece[1])
    ]
    told: list[str] = []
    for position, (text, is_raised) in enumerate(runs):
        following = runs[position + 1][0] if position + 1 < len(runs) else ""
        told.append(raised("".join(told[-1:]), text, following) if is_raised else text)
    return "".join(told).strip()


def _pieces(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield the texts of an element, and whether each stands above its line."""
    is_raised, font = _is_raised(element), _font(element)
    for child in element:
        if child.tag in _UNSEEN or child.tag == FALLBACK or _is_hidden(child):
            continue
        told = _told(child, font)
        if told is not None:
            yield told, is_raised and child.tag == qn("w:t")
        elif child.tag != qn("w:pPr"):
            yield from _pieces(child)
    if target := element.get(TARGET):
        words = "".join(str(text) for text in element.itertext(qn("w:t"))).strip()
        yield shown_target(words, str(target)), False


def _told(child: etree._Element, font: str) -> str | None:
    """Return what an element says by itself, None if what is in it does."""
    if child.tag == qn("w:t"):
        return shown(child.text or "", font)
    if child.tag in REFERENCES:
        return f"[{child.get(qn('w:id'))}]"
    if child.tag in _READ:
        return _READ[child.tag](child)
    return _SIGNS.get(str(child.tag))


def _font(run: etree._Element) -> str:
    found = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") if run.tag == qn("w:r") else None
    return "" if found is None else str(found.get(qn("w:ascii")) or found.get(qn("w:hAnsi")) or "")


def _symbol(sign: etree._Element) -> str:
    code = str(sign.get(qn("w:char")) or "")
    try:
        return shown(chr(int(code[:6], 16)), str(sign.get(qn("w:font")) or ""))
    except (ValueError, OverflowError):
        return ""


def _form_field(field: etree._Element) -> str:
    """Return what a form field of the old kind shows; a text field's words stand in the text."""
    box = field.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
    if box is not None:
        switch = box.find(qn("w:checked"))
        switch = box.find(qn("w:default")) if switch is None else switch
        return "\u2612" if says_on(switch) else "\u2610"
    choices = field.find(f"{qn('w:ffData')}/{qn('w:ddList')}")
    if choices is None:
        return ""
    chosen = choices.find(qn("w:result"))
    chosen = choices.find(qn("w:default")) if chosen is None else chosen
    place = "0" if chosen is None else str(chosen.get(qn("w:val")))
    entries = [str(entry.get(qn("w:val")) or "") for entry in choices.findall(qn("w:listEntry"))]
    known = place.isdecimal() and len(place) < _PLACE_DIGITS and int(place) < len(entries)
    return entries[int(place)] if known else ""


_READ: dict[str, Callable[[etree._Element], str]] = {
    qn("w:sym"): _symbol,
    qn("w:fldChar"): _form_field,
    qn("m:oMath"): formula_text,
}


def _is_raised(run: etree._Element) -> bool:
    if run.tag != qn("w:r"):
        return False
    found = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return found is not None and found.get(qn("w:val")) == "superscript"


def _is_hidden(run: etree._Element) -> bool:
    if run.tag != qn("w:r"):
        return False
    hidden = any(is_set(run, switch) for switch in ("w:vanish", "w:strike", "w:dstrike"))
    return hidden or _is_tiny(run) or _is_white(run)


def _is_tiny(run: etree._Element) -> bool:
    size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    value = "" if size is None else str(size.get(qn("w:val")))
    return value.isdigit() and int(value) <= _TINIEST


def _is_white(run: etree._Element) -> bool:
    """Tell white text on white; in a table or a shaded paragraph it stands on a colour."""
    color = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    if color is None or str(color.get(qn("w:val"))).upper() != "FFFFFF":
        return False
    if any(run.find(f"{qn('w:rPr')}/{qn(name)}") is not None for name in ("w:shd", "w:highlight")):
        return False
    for parent in run.iterancestors():
        if parent.tag in (qn("w:tc"), qn("w:txbxContent")):
            return False
        if parent.find(f"{qn('w:pPr')}/{qn('w:shd')}") is not None:
            return False
        if parent.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") is not None:
            # The style may shade it.
            return False
    return True


def is_set(run: etree._Element, name: str) -> bool:
    """Tell whether a run's switch, such as w:b, is on."""
    return says_on(run.find(f"{qn('w:rPr')}/{qn(name)}"))


def says_on(switch: etree._Element | None) -> bool:
    """Tell whether a switch is there and on: it is unless its value says otherwise."""
    return switch is not None and switch.get(qn("w:val")) not in _OFF


def children_of(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name, those in content controls and insertions too."""
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from children_of(child, name)


# Reads a Word document's footnotes and endnotes, which stand in parts of their own.


_PARTS = {
    RELATIONSHIP_TYPE.FOOTNOTES: "w:footnote",
    RELATIONSHIP_TYPE.ENDNOTES: "w:endnote",
}
REFERENCES = {qn("w:footnoteReference"): "w:footnote", qn("w:endnoteReference"): "w:endnote"}
"""What refers to a note, and the kind of note that it refers to."""


def _notes(word: WordFile) -> dict[tuple[str, str], etree._Element]:
    notes: dict[tuple[str, str], etree._Element] = {}
    for relation in word.part.rels.values():
        kind = _PARTS.get(relation.reltype)
        if kind is None or relation.is_external:
            continue
        root = etree.fromstring(
            relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
        )
        for note in root.findall(qn(kind)):
            if note.get(qn("w:type")) in (None, "normal"):
                notes[kind, str(note.get(qn("w:id")))] = note
    return notes


def numbered_notes(word: WordFile) -> dict[tuple[str, str], etree._Element]:
    """Return the notes by their kind and number, and have the references name these numbers.

    In the file both name ids, which begin anywhere; a reader sees numbers from 1. What only parts
    notes from text is no note.
    """
    notes, numbered = _notes(word), {}
    counts = dict.fromkeys(REFERENCES.values(), 0)
    for reference in word.element.body.iter(*REFERENCES):
        kind = REFERENCES[reference.tag]
        counts[kind] += 1
        number = str(counts[kind])
        note = notes.get((kind, str(reference.get(qn("w:id")))))
        if note is not None:
            numbered[kind, number] = note
        reference.set(qn("w:id"), number)
    return numbered
