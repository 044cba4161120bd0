from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from ingest.loaders.pdf.pages import load_pdf
from ingest.loaders.pdf.rulings import Frame, Ruling, find_grids
from ingest.loaders.tables.rows import GridRow
from knowledge.domain.documents import BlockKind


def lines(*at: float, start: float, end: float) -> list[Ruling]:
    return [Ruling(place, start, end) for place in at]


def test_lines_that_cross_make_a_table_of_their_cells() -> None:
    grids = find_grids(
        lines(0, 10, 20, start=0, end=100), lines(0, 40, 100, start=0, end=20)
    )  # fmt: skip

    assert [(grid.xs, grid.ys, len(grid.cells)) for grid in grids] == [
        ((0.0, 40.0, 100.0), (20.0, 10.0, 0.0), 4)
    ]
    assert grids[0].frame == Frame(0, 0, 100, 20)


def test_a_cell_over_two_rows_is_told_in_both_and_one_over_two_columns_once() -> None:
    half = [Ruling(10, 40, 100)]
    grid = find_grids(
        lines(0, 20, 30, start=0, end=100) + half,
        lines(0, 100, start=0, end=30) + lines(40, start=0, end=20),
    )[0]

    assert grid.rows(["over two columns", "over two rows", "a", "b"]) == [
        GridRow(1, ("over two columns", ""), merged=((0, 1),)),
        GridRow(2, ("over two rows", "a")),
        GridRow(3, ("over two rows", "b")),
    ]


def test_the_two_sides_of_a_thick_line_and_its_pieces_are_one() -> None:
    pieces = [Ruling(10, 0, 50), Ruling(11.5, 49, 100), Ruling(10, 102, 120)]
    grids = find_grids(
        pieces + lines(0, 20, start=0, end=120), lines(0, 60, 120, start=0, end=20)
    )  # fmt: skip

    assert [len(grid.cells) for grid in grids] == [4]


def test_tables_apart_are_two_and_a_box_is_none() -> None:
    across = lines(0, 10, 20, start=0, end=100) + lines(50, 60, 70, 90, 95, start=0, end=100)
    upright = lines(0, 50, 100, start=0, end=20) + lines(0, 50, 100, start=50, end=70)
    box = lines(0, 100, start=90, end=95)

    assert [grid.ys for grid in find_grids(across, upright + box)] == [(70, 60, 50), (20, 10, 0)]


def ruled(path: Path) -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, "These fees hold from the first of January for every plan.")
    pdf.ln(4)
    with pdf.table(col_widths=(40, 30, 60)) as table:
        for cells in (
            ("Plan", "Fee", "Remark"),
            ("Gold", "", "free of charge for all members who joined before the year of 2020"),
            ("Silver", "$40", "none"),
        ):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    pdf.ln(4)
    pdf.multi_cell(0, 6, "Ask the desk about anything else that you want to know.")
    pdf.output(str(path))
    return path


def test_a_ruled_table_keeps_empty_cells_and_wrapped_lines_between_its_neighbours(
    tmp_path: Path,
) -> None:
    loaded = load_pdf(ruled(tmp_path / "a.pdf"))

    blocks = [block for section in loaded.sections for block in section.blocks]
    assert [(block.kind, block.text, block.page) for block in blocks] == [
        (BlockKind.PARAGRAPH, "These fees hold from the first of January for every plan.", 1),
        (
            BlockKind.TABLE,
            "Plan | Fee | Remark\n"
            "Gold |  | free of charge for all members who joined before the year of 2020\n"
            "Silver | $40 | none",
            1,
        ),
        (BlockKind.PARAGRAPH, "Ask the desk about anything else that you want to know.", 1),
    ]
