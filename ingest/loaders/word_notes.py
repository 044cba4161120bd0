"""Reads a Word document's footnotes and endnotes, which stand in parts of their own."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

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
