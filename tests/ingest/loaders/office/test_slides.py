from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.loaders.office.slides import load_pptx
from knowledge.domain.documents import Block, BlockKind, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write

BOX = (Inches(1), Inches(2), Inches(4), Inches(1))


def test_a_slide_is_a_section_of_its_title_with_lists_tables_and_notes(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Appeals"
    body = slide.placeholders[1].text_frame
    body.text = "Write within 180 days"
    inner = body.add_paragraph()
    inner.text, inner.level = "by letter", 1
    table = slide.shapes.add_table(2, 2, *BOX).table
    for position, text in enumerate(("Level", "Days", "First", "30")):
        table.cell(position // 2, position % 2).text = text
    slide.notes_slide.notes_text_frame.text = "Mention the form."
    deck.save(str(tmp_path / "a.pptx"))

    loaded = load_pptx(tmp_path / "a.pptx")

    assert loaded.sections == (
        Section(
            ("Appeals",),
            (
                Block("- Write within 180 days\n  - by letter", BlockKind.LIST, page=1),
                Block("Level | Days\nFirst | 30", BlockKind.TABLE, page=1),
                Block("Notes: Mention the form.", page=1, place="notes"),
            ),
        ),
    )
    assert loaded.pages == 1


def test_text_in_groups_and_the_numbers_of_a_chart_are_read(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(*BOX).text_frame.text = "Inside a group"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2025", "2026"]
    data.add_series("Members", (10, 12))  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data)
    deck.save(str(tmp_path / "a.pptx"))

    loaded = load_pptx(tmp_path / "a.pptx")

    assert [(s.headings, [b.text for b in s.blocks]) for s in loaded.sections] == [
        (("Slide 1",), ["Inside a group", "- Members: 2025 10, 2026 12"])
    ]


def test_hidden_and_empty_slides_are_left_out(tmp_path: Path) -> None:
    deck = Presentation()
    for text in ("Seen", "Unseen"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = text
    deck.slides[1].element.set("show", "0")
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(tmp_path / "a.pptx"))

    loaded = load_pptx(tmp_path / "a.pptx")

    assert [section.headings for section in loaded.sections] == [("Seen",)]
    assert loaded.warnings == ("Hidden slides left out: 2.",)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"nothing", "damaged"), (b"\xd0\xcf\x11\xe0" * 20, "password")]
)
def test_a_file_that_is_no_open_presentation_is_refused(
    write: Write, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        load_pptx(write("a.pptx", content))


def test_a_cell_over_rows_of_a_slides_table_is_told_in_each_of_them(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 3, 0, 0, 900, 900).table
    table.cell(1, 0).merge(table.cell(2, 0))
    for row, cells in enumerate(
        (("Plan", "Tier", "Fee"), ("Gold", "Single", "5"), ("", "Pair", "9"))
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text or table.cell(row, column).text
    deck.save(str(tmp_path / "a.pptx"))

    loaded = load_pptx(tmp_path / "a.pptx")

    assert (
        loaded.sections[0].blocks[0].text == "Plan | Tier | Fee\nGold | Single | 5\nGold | Pair | 9"
    )


def test_a_raised_mark_on_a_slide_stands_apart_and_struck_text_is_left_out(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(*BOX).text_frame.paragraphs[0]
    runs = (("$500", "b", "1"), ("1", "baseline", "30000"), ("$9", "strike", "sngStrike"))
    for text, name, value in runs:
        run = paragraph.add_run()
        run.text = text
        run.font._rPr.set(name, value)
    deck.save(str(tmp_path / "a.pptx"))

    loaded = load_pptx(tmp_path / "a.pptx")

    assert loaded.sections[0].blocks[0].text == "$500 [1]"


def blocks(deck: object, path: Path) -> list[str]:
    deck.save(str(path))  # type: ignore[attr-defined]
    return [block.text for section in load_pptx(path).sections for block in section.blocks]


def test_boxes_are_read_from_top_to_bottom_and_columns_as_they_were_drawn(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for text, left, top in (
        ("foot", 1, 6),
        ("A2", 1, 3),
        ("A1", 1, 1),
        ("B1", 5, 1),
        ("B2", 5, 3),
        ("beside", 8, 0),
    ):
        width = Inches(9 if text == "foot" else 2)
        slide.shapes.add_textbox(Inches(left), Inches(top), width, Inches(1)).text_frame.text = text

    assert blocks(deck, tmp_path / "a.pptx") == ["A1", "A2", "B1", "B2", "beside", "foot"]


def test_a_picture_is_read_by_its_alternative_text(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (1, 1)).save(picture)
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for text in ("Take-up rises.", "a.png", "A cat Description automatically generated", ""):
        made = slide.shapes.add_picture(str(picture), *BOX)
        made._element.nvPicPr.cNvPr.set("descr", text)

    assert blocks(deck, tmp_path / "a.pptx") == ["Take-up rises."]


def test_a_charts_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData(number_format="0%")  # type: ignore[no-untyped-call]
    data.categories = ["2025", "2026"]
    data.add_series("Dental", (0.25, 0.425))  # type: ignore[no-untyped-call]
    data.add_series("Fee", (1234.5, 2), number_format="$#,##0.00")  # type: ignore[no-untyped-call]
    data.add_series("Plain", (0.5, 2), number_format="General")  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data)

    assert blocks(deck, tmp_path / "a.pptx") == [
        "- Dental: 2025 25%, 2026 43%\n- Fee: 2025 $1,234.50, 2026 $2.00\n- Plain: 2025 0.5, 2026 2"
    ]
