from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from ingest.loaders.pdf.marks import set_marks_apart
from ingest.loaders.pdf.pages import load_pdf


def told(text: str) -> str:
    """Return a line with marks set apart; what stands between ^ and ^ is small and raised."""
    chars: list[str] = []
    places: list[bool] = []
    is_raised = False
    for char in text:
        is_raised = is_raised != (char == "^")
        chars += [char] if char != "^" else []
        places += [is_raised] if char != "^" else []
    set_marks_apart(
        chars, lambda i: 7.0 if places[i] else 11.0, lambda i: 5.0 if places[i] else 0.0
    )
    return "".join(chars)


def test_a_raised_mark_behind_a_figure_or_a_word_stands_apart() -> None:
    assert told("$500^1^ and $1,000^12^.") == "$500 [1] and $1,000 [12]."
    assert told("Deductible^3^") == "Deductible [3]"
    assert told("20%^b^ of it") == "20% [b] of it"


def test_a_power_keeps_its_raised_form() -> None:
    assert told("30 m^2^ of floor") == "30 m\u00b2 of floor"


def test_the_number_of_a_note_stands_apart_from_its_first_word() -> None:
    assert told("^10^A flight control law") == "[10] A flight control law"


def test_figures_of_one_size_stay_as_they_are() -> None:
    assert told("$5001, 10A and 11/2") == "$5001, 10A and 11/2"


def test_the_upper_half_of_a_small_fraction_is_parted_from_the_whole_number() -> None:
    assert told("1^1/2^ cups") == "1 1/2 cups"


def test_a_raised_mark_on_a_page_stands_apart(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.set_y(40)
    pdf.write(6, "The limit of Silver is $500")
    pdf.char_vpos = "SUP"
    pdf.write(6, "1")
    pdf.char_vpos = "LINE"
    pdf.write(6, " in all.\n")
    pdf.output(str(tmp_path / "a.pdf"))

    loaded = load_pdf(tmp_path / "a.pdf")

    words = " ".join(block.text for block in loaded.sections[0].blocks)
    assert words == "The limit of Silver is $500 [1] in all."
