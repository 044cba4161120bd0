"""Headings and numbers that a Word document's styles give."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.loaders.office.word import load_docx
from knowledge.domain.documents import Block, Section
from tests.ingest.loaders.office.test_word import lines, put


def test_a_style_made_from_a_heading_and_a_bold_line_are_headings(tmp_path: Path) -> None:
    word = docx.Document()
    own = word.styles.add_style("House heading", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = word.styles["Heading 1"]
    word.add_paragraph("Scope", style="House heading")
    word.add_paragraph().add_run("Who is covered").bold = True
    word.add_paragraph("All members.")
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert loaded.sections[-1] == Section(("Scope", "Who is covered"), (Block("All members."),))


def numbered(word: WordFile, text: str, depth: int, list_id: int = 1) -> None:
    properties = word.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/>'
            f'<w:numId w:val="{list_id}"/></w:numPr>'
        )
    )


def with_lists(word: WordFile) -> None:
    root = word.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (kind, pattern) in enumerate(
            (("decimal", "%1."), ("lowerLetter", "%1%2)"), ("bullet", "o"))
        )
    )
    for xml in (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0">{levels}</w:abstractNum>',
        f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        f'<w:num {nsdecls("w")} w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>',
    ):
        root.append(parse_xml(xml))


def test_numbered_items_keep_the_numbers_that_word_shows(tmp_path: Path) -> None:
    word = docx.Document()
    with_lists(word)
    for text, depth in (("Write", 0), ("by post", 1), ("by mail", 1), ("soon", 2), ("Wait", 0)):
        numbered(word, text, depth)
    word.add_paragraph("In between.")
    numbered(word, "Appeal", 0)
    numbered(word, "Another list", 0, list_id=2)
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert [block.text for block in loaded.sections[0].blocks] == [
        "1. Write\n  1a) by post\n  1b) by mail\n    - soon\n2. Wait",
        "In between.",
        "3. Appeal\n1. Another list",
    ]


def series_of(word: WordFile, series: str, lists: str) -> None:
    """Put a series of numbers, and lists of it, into a document."""
    numbering = word.part.numbering_part.element
    first_list = numbering.find(qn("w:num"))
    first_list.addprevious(
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{series}</w:abstractNum>')
    )
    for each in parse_xml(f"<w:x {nsdecls('w')}>{lists}</w:x>"):
        numbering.append(each)


def level(depth: int, kind: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def listed(list_id: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'


def test_paragraphs_numbered_by_their_style_have_its_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    series = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2", '<w:pStyle w:val="Sub"/>')
    series_of(word, series, '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    for name, based_on in (("Top", "Normal"), ("Sub", "Top")):
        own = '<w:pPr><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr>' * (name == "Top")
        word.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{name}"><w:name '
                f'w:val="{name}"/><w:basedOn w:val="{based_on}"/>{own}</w:style>'
            )
        )
    for style, text in (("Top", "Scope"), ("Top", "Claims"), ("Sub", "Notice"), ("Sub", "Late")):
        put(word, text, f'<w:pStyle w:val="{style}"/>')
    put(word, "Free", f'<w:pStyle w:val="Top"/>{listed(0)}')

    found = lines(word, tmp_path / "a.docx")

    assert found == ["1. Scope", "2. Claims", "  2.1 Notice", "  2.2 Late", "Free"]


def test_lists_go_on_begin_anew_and_write_their_numbers_as_word_does(tmp_path: Path) -> None:
    word = docx.Document()
    series = level(0, "upperRoman", "%1.") + level(1, "lowerLetter", "%1(%2)", "<w:isLgl/>")
    series_of(
        word,
        series + level(2, "decimalZero", "%3"),
        '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        f'<w:num w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="2">'
        f"{level(2, 'ordinal', '%3:')}</w:lvlOverride></w:num>",
    )
    for text, list_id, depth in (
        ("a", 90, 0),
        ("b", 90, 1),
        ("c", 90, 2),
        ("d", 91, 0),
        ("e", 91, 0),
        ("f", 92, 2),
        ("", 91, 0),
        ("g", 90, 0),
    ):
        put(word, text, listed(list_id, depth))

    found = [line.strip() for line in lines(word, tmp_path / "a.docx")]

    assert found == ["I. a", "1(1) b", "01 c", "V. d", "VI. e", "1st: f", "VIII. g"]


def test_a_numbered_list_in_a_cell_has_its_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    series_of(
        word,
        level(0, "decimal", "%1)"),
        '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
    )
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Steps"
    for text in ("Print", "Send"):
        cells[1]._tc.append(
            parse_xml(
                f"<w:p {nsdecls('w')}><w:pPr>{listed(90)}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        )

    assert lines(word, tmp_path / "a.docx") == ["Steps | 1) Print; 2) Send"]
