from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from ingest.loaders.office.word import load_docx
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write


def policy(path: Path) -> Path:
    word = docx.Document()
    word.add_heading("Refunds", level=0)
    word.add_paragraph("Money goes back.")
    word.add_heading("Times", level=1)
    table = word.add_table(rows=0, cols=2)
    for cells in (("Paid by", "Days"), ("Card", "10"), ("Check", "21")):
        row = table.add_row().cells
        row[0].text, row[1].text = cells
    word.add_paragraph("Ask", style="List Bullet")
    word.add_paragraph("Wait", style="List Bullet")
    word.add_paragraph("The end.")
    word.save(str(path))
    return path


def test_paragraphs_tables_and_lists_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    loaded = load_docx(policy(tmp_path / "a.docx"))

    assert loaded.sections == (
        Section(("Refunds",), (Block("Money goes back."),)),
        Section(
            ("Refunds", "Times"),
            (
                Block("Paid by | Days\nCard | 10\nCheck | 21", BlockKind.TABLE),
                Block("- Ask\n- Wait", BlockKind.LIST),
                Block("The end."),
            ),
        ),
    )
    assert loaded.title == "Refunds"


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


def test_merged_cells_are_told_in_each_row_and_once_in_a_row(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Copays"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Gold"
    table.cell(1, 1).text, table.cell(2, 1).text = "$20", "$30"
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert loaded.sections[0].blocks[0].text == "Copays |\nGold | $20\nGold | $30"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"not a zip", "no Word document"), (b"\xd0\xcf\x11\xe0" + bytes(600), "password")],
)
def test_a_file_that_is_no_docx_is_refused_with_its_reason(
    write: Write, data: bytes, reason: str
) -> None:
    path = write("a.docx", data)

    with pytest.raises(DocumentUnreadable, match=reason):
        load_docx(path)


def test_another_zip_under_the_suffix_docx_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(DocumentUnreadable, match="no Word document"):
        load_docx(tmp_path / "a.docx")


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


def test_a_text_box_is_read_once_and_a_header_not_at_all(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Running head"
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    word.add_paragraph("Beside a box.")._p.append(
        parse_xml(
            f"<w:r {spaces}><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    word.save(str(tmp_path / "a.docx"))

    loaded = load_docx(tmp_path / "a.docx")

    assert [block.text for block in loaded.sections[0].blocks] == ["Beside a box.", "Boxed words."]


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


def put(word: WordFile, text: str, properties: str = "", **within: str) -> None:
    word.element.body.insert(
        len(word.element.body) - 1,
        parse_xml(
            f"<w:p {nsdecls('w', 'r')}><w:pPr>{properties}</w:pPr>"
            f"{within.get('run') or f'<w:r><w:t>{text}</w:t></w:r>'}</w:p>"
        ),
    )


def listed(list_id: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'


def lines(word: WordFile, path: Path) -> list[str]:
    word.save(str(path))
    return [
        line
        for section in load_docx(path).sections
        for block in section.blocks
        for line in block.text.split("\n")
    ]


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


def test_a_link_says_where_it_leads(tmp_path: Path) -> None:
    word = docx.Document()
    target = word.part.relate_to("https://e.org/c9.pdf", RELATIONSHIP_TYPE.HYPERLINK, True)
    put(word, "", run=f'<w:hyperlink r:id="{target}"><w:r><w:t>here</w:t></w:r></w:hyperlink>')

    assert lines(word, tmp_path / "a.docx") == ["here (https://e.org/c9.pdf)"]


def test_a_box_in_a_cell_and_a_table_in_a_box_are_read_once(tmp_path: Path) -> None:
    def box(inside: str) -> str:
        return f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"

    word = docx.Document()
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = "Ambulance"
    nested = box("<w:p><w:r><w:t>waived</w:t></w:r></w:p>")
    inner = f"<w:p><w:r><w:t>$75</w:t></w:r>{nested}</w:p>"
    cells[1]._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{box(inner)}</w:p>"))
    row = "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in ("Urgent", "$35"))
    put(word, "", run=box(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"))

    assert lines(word, tmp_path / "a.docx") == ["Ambulance | $75; waived", "Urgent | $35"]


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


def texts(word: WordFile, path: Path) -> list[tuple[tuple[str, ...], list[str]]]:
    word.save(str(path))
    return [(s.headings, [b.text for b in s.blocks]) for s in load_docx(path).sections]


def test_two_header_rows_are_joined_and_groups_are_told_in_their_rows(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=4, cols=3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "In network"
    table.cell(2, 0).merge(table.cell(2, 2)).text = "INPATIENT"
    table.cell(0, 0).text, table.cell(1, 1).text, table.cell(1, 2).text = (
        "Service",
        "Copay",
        "Share",
    )
    for column, text in enumerate(("Surgery", "$100", "10%")):
        table.cell(3, column).text = text

    made = texts(word, tmp_path / "a.docx")

    assert made == [
        ((), ["Service | In network, Copay | In network, Share\nINPATIENT: Surgery | $100 | 10%"])
    ]


def test_a_table_of_one_cell_is_read_like_the_page_that_it_holds(tmp_path: Path) -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].style = word.styles["Heading 1"]
    cell.paragraphs[0].text = "Sick leave"
    cell.add_paragraph("Ten days a year.")
    inner = cell.add_table(rows=2, cols=2)
    for position, text in enumerate(("Service", "Weeks", "One year", "4")):
        inner.cell(position // 2, position % 2).text = text

    made = texts(word, tmp_path / "a.docx")

    assert made == [(("Sick leave",), ["Ten days a year.", "Service | Weeks\nOne year | 4"])]


def test_columns_that_hold_headings_are_read_one_after_the_other(tmp_path: Path) -> None:
    word = docx.Document()
    row = word.add_table(rows=1, cols=2).rows[0]
    for cell, name in zip(row.cells, ("Sick leave", "Holidays"), strict=True):
        cell.paragraphs[0].style = word.styles["Heading 2"]
        cell.paragraphs[0].text = name
        cell.add_paragraph(f"All about {name.lower()}.")

    made = texts(word, tmp_path / "a.docx")

    assert made == [
        (("Sick leave",), ["All about sick leave."]),
        (("Holidays",), ["All about holidays."]),
    ]


def test_a_table_in_a_cell_of_a_table_of_data_is_told_in_its_cell(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    for position, text in enumerate(("Plan", "Fees", "Gold", "")):
        table.cell(position // 2, position % 2).text = text
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Visit", "$5"
    word.save(str(tmp_path / "a.docx"))

    block = load_docx(tmp_path / "a.docx").sections[0].blocks[0]

    assert (block.text, block.kind) == ("Plan | Fees\nGold | Visit, $5", BlockKind.TABLE)
