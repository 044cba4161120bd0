"""The words of a Word document, as far as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from ingest.loaders.office.word import load_docx
from knowledge.domain.documents import Block, Section
from tests.ingest.loaders.office.test_word import lines, put


def test_inserted_text_is_read_and_deleted_and_hidden_text_is_not(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Pay within ")._p
    for part in (
        "<w:del {0}><w:r><w:delText>30</w:delText></w:r></w:del>",
        "<w:ins {0}><w:r><w:t>31</w:t></w:r></w:ins>",
        "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r>",
        "<w:r {0}><w:t> days</w:t></w:r>",
    ):
        paragraph.append(parse_xml(part.format(nsdecls("w"))))
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert loaded.sections == (Section((), (Block("Pay within 31 days"),)),)


def test_white_and_tiny_text_is_left_out_unless_it_stands_on_a_colour(tmp_path: Path) -> None:
    word = docx.Document()
    white = word.add_paragraph("Seen. ").add_run("white trap")
    white.font.color.rgb = RGBColor(255, 255, 255)
    word.add_paragraph("Read. ").add_run("tiny trap").font.size = Pt(1)
    cell = word.add_table(rows=1, cols=1).rows[0].cells[0].paragraphs[0].add_run("White on blue")
    cell.font.color.rgb = RGBColor(255, 255, 255)
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert [block.text for block in loaded.sections[0].blocks] == [
        "Seen.",
        "Read.",
        "White on blue",
    ]


def test_a_footnote_stands_below_its_paragraph_with_its_number(tmp_path: Path) -> None:
    word = docx.Document()
    run = word.add_paragraph("Fees are due").add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="7"/>'))
    word.add_paragraph("The end.")
    xml = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="7"><w:p><w:r><w:t>In May.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert [block.text for block in loaded.sections[0].blocks] == [
        "Fees are due[1]",
        "[1] In May.",
        "The end.",
    ]


def test_a_raised_mark_stands_apart_and_struck_text_is_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("The limit is $2,500")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(",").font.superscript = True
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" and the copay ")
    paragraph.add_run("$20").font.strike = True
    paragraph.add_run("$25.")
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert loaded.sections[0].blocks[0].text == "The limit is $2,500 [1,2] and the copay $25."


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "\u2713"),
        ('<w:r><w:sym w:font="Wingdings" w:char="zzz"/></w:r><w:r><w:t>x</w:t></w:r>', "x"),
        (
            '<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>P</w:t></w:r>',
            "\u2713",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
            "<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>",
            "\u2612",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="30"/>'
            '<w:listEntry w:val="90"/><w:result w:val="1"/></w:ddList></w:ffData></w:fldChar>'
            "</w:r>",
            "90",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="30"/>'
            '<w:result w:val="7"/></w:ddList></w:ffData></w:fldChar><w:t>x</w:t></w:r>',
            "x",
        ),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f>'
            "<m:num><m:r><m:t>60-45</m:t></m:r></m:num><m:den><m:r><m:t>30</m:t></m:r></m:den></m:f>"
            "<m:r><m:t>+</m:t></m:r><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2"
            "</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "(60-45)/30+x^2",
        ),
    ],
)
def test_ticks_form_fields_and_formulas_are_read(tmp_path: Path, run: str, text: str) -> None:
    word = docx.Document()
    put(word, "", run=run)

    assert lines(word, tmp_path / "a.docx") == [text]
