"""What other parts of a Word document's package hold."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.loaders.office.word import load_docx
from tests.ingest.loaders.office.test_word import lines, put


def test_a_link_says_where_it_leads(tmp_path: Path) -> None:
    word = docx.Document()
    target = word.part.relate_to("https://e.org/c9.pdf", RELATIONSHIP_TYPE.HYPERLINK, True)
    put(word, "", run=f'<w:hyperlink r:id="{target}"><w:r><w:t>here</w:t></w:r></w:hyperlink>')

    assert lines(word, tmp_path / "a.docx") == ["here (https://e.org/c9.pdf)"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.html", b"<p>Overtime is <b>1.5</b> times.</p>", ["Before.", "Overtime is 1.5 times."]),
        ("a.txt", b"Overtime.", ["Before.", "Overtime."]),
        ("a.rtf", rb"{\rtf1 Overtime.\par}", ["Before.", "Overtime."]),
        ("a.mht", b"x", ["Before."]),
        ("b.rtf", b"no rich text", ["Before."]),
    ],
)
def test_a_text_put_in_whole_is_read_where_it_stands(
    tmp_path: Path, name: str, data: bytes, said: list[str]
) -> None:
    word = docx.Document()
    put(word, "Before.")
    part = Part(PackURI(f"/word/{name}"), "text/html", data, word.part.package)
    chunk = word.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    word.element.body.insert(
        len(word.element.body) - 1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{chunk}"/>')
    )

    found = lines(word, tmp_path / "a.docx")

    assert found == said
    assert bool(load_docx(tmp_path / "a.docx").warnings) == (len(said) == 1)
