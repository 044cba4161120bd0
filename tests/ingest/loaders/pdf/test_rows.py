from __future__ import annotations

from ingest.loaders.pdf.lines import Cell, TextLine
from ingest.loaders.pdf.rows import by_columns

LEFT = ("The wellness credit is", "paid in March. It is $150", "for each adult who has",
        "had a check-up in the", "year before.")  # fmt: skip
RIGHT = ("Retirees keep the card.", "The card is valid for two", "years after the last day",
         "of work and then must be", "sent back to the desk.")  # fmt: skip
LEADS = ("Office visit fee", "Urgent care fee", "Specialist visit fee")
FEES = ("$5 a day", "$9", "$7")


def line(*cells: tuple[str, float], number: int, lower: float = 0.0) -> TextLine:
    bottom = 700.0 - 14 * number - lower
    made = tuple(Cell(text, left, left + 5 * len(text)) for text, left in cells)
    return TextLine(made, bottom, bottom + 10, 10.0, False, 0.5, page=1)


def told(lines: list[TextLine]) -> list[str]:
    return [one.text for one in by_columns(lines)]


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    pairs = zip(LEFT, RIGHT, strict=True)

    lines = [line((a, 54), (b, 320), number=n) for n, (a, b) in enumerate(pairs)]

    assert told(lines) == [*LEFT, *RIGHT]


def test_columns_whose_lines_stand_a_little_apart_are_read_so_too() -> None:
    lines = []
    for number, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True)):
        lines += [line((a, 54), number=number), line((b, 320), number=number, lower=2)]

    assert told(lines) == [*LEFT, *RIGHT]


def test_a_column_that_is_longer_than_the_other_is_read_to_its_end() -> None:
    pairs = zip(LEFT, RIGHT, strict=True)
    lines = [line((a, 54), (b, 320), number=n) for n, (a, b) in enumerate(pairs)]
    rest = line(("and may be lent to none.", 320), number=5)

    assert told([*lines, rest]) == [*LEFT, *RIGHT, rest.text]


def test_the_rows_of_a_table_stay_rows() -> None:
    rows = [*zip(LEADS, FEES, strict=True), *zip(LEADS, FEES, strict=True)]

    lines = [line((a, 54), (b, 320), number=n) for n, (a, b) in enumerate(rows)]

    assert by_columns(lines) == lines


def test_rows_of_wrapped_sentences_that_begin_side_by_side_stay_rows() -> None:
    situations = ("You move to another state", "and keep your old job.") * 4
    rules = ("Tell the desk in a month and", "send the form to it then.") * 4

    lines = [
        line((a, 54), (b, 320), number=n)
        for n, (a, b) in enumerate(zip(situations, rules, strict=True))
    ]

    assert by_columns(lines) == lines
