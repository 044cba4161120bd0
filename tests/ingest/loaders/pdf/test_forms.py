"""What is filled into a PDF form stands where it is seen: beside its label."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders.pdf.pages import load_pdf

HIDDEN, PASSWORD = 2, 1 << 13


def text_field(name: str, value: str, place: str, more: str = "") -> str:
    return f"/FT /Tx /T ({name}) /V ({value}) /Rect [{place}] {more}"


def tick(name: str, place: str, *, ticked: bool) -> str:
    state = "/Yes" if ticked else "/Off"
    shows = "/AP << /N << /Yes 5 0 R /Off 5 0 R >> >>"
    return f"/FT /Btn /T ({name}) /V {state} /AS {state} /Rect [{place}] {shows}"


def choice(name: str, value: str, options: str, place: str) -> str:
    return f"/FT /Ch /Ff 131072 /T ({name}) /V ({value}) /Opt [{options}] /Rect [{place}]"


def write_form(path: Path, words: dict[str, str], fields: list[str], drawn: str = "") -> Path:
    """Write a page with words at their places ("x y") and form fields."""
    shown = "".join(f"BT /F1 11 Tf {at} Td ({text}) Tj ET\n" for at, text in words.items()) + drawn
    kids = " ".join(f"{number} 0 R" for number in range(7, 7 + len(fields)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [{kids}] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        f"/Resources << /Font << /F1 6 0 R >> >> /Annots [{kids}] >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *(f"<< /Type /Annot /Subtype /Widget {field} >>" for field in fields),
    ]
    body, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += (
        f"xref\n0 {size}\n0000000000 65535 f \n{entries}trailer\n"
        f"<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    path.write_bytes(body.encode("latin-1"))
    return path


def text_of(path: Path) -> str:
    return "\n".join(b.text for section in load_pdf(path).sections for b in section.blocks)


def test_a_value_stands_behind_its_label(tmp_path: Path) -> None:
    form = write_form(
        tmp_path / "form.pdf",
        {"50 700": "Member name:", "50 600": "Sign below."},
        [text_field("topmost[0].f1[0]", "Ann Archer", "122 695 300 712")],
    )

    assert text_of(form) == "Member name: Ann Archer\nSign below."


def test_a_ticked_box_stands_before_its_words_and_one_that_is_not_too(tmp_path: Path) -> None:
    form = write_form(
        tmp_path / "form.pdf",
        {"70 700": "Smoker", "70 660": "Over 65"},
        [
            tick("a", "55 698 66 709", ticked=True),
            tick("b", "55 658 66 669", ticked=False),
        ],
    )

    assert text_of(form) == "[x] Smoker\n[ ] Over 65"


def test_a_choice_is_told_by_the_words_that_are_shown(tmp_path: Path) -> None:
    form = write_form(
        tmp_path / "form.pdf",
        {"50 700": "Plan:"},
        [choice("plan", "s", "[(g) (Gold)] [(s) (Silver)]", "82 695 200 712")],
    )

    assert text_of(form) == "Plan: Silver"


def test_a_field_without_words_beside_it_is_told_with_its_own_label_below_what_is_above(
    tmp_path: Path,
) -> None:
    form = write_form(
        tmp_path / "form.pdf",
        {"50 700": "Remarks", "50 500": "Thank you."},
        [
            text_field("f1", "Call after five.", "50 600 500 640", "/TU (What else?)"),
            text_field("f2", "No dogs.", "50 550 500 590", "/TU (TextField2)"),
        ],
    )

    assert text_of(form).split("\n") == [
        "Remarks",
        "What else?: Call after five.",
        "No dogs.",
        "Thank you.",
    ]


def test_a_field_in_a_ruled_table_is_told_in_its_cell(tmp_path: Path) -> None:
    rules = "".join(f"50 {y} m 450 {y} l S\n" for y in (640, 670, 700, 730))
    rules += "".join(f"{x} 640 m {x} 730 l S\n" for x in (50, 250, 450))
    form = write_form(
        tmp_path / "form.pdf",
        {"60 710": "Service", "260 710": "Fee", "60 680": "Visit", "60 650": "Scan"},
        [
            text_field("a", "$20", "252 672 448 698"),
            text_field("b", "$75", "252 642 448 668"),
        ],
        rules,
    )

    assert text_of(form) == "Service | Fee\nVisit | $20\nScan | $75"


def test_what_a_reader_cannot_see_is_not_read(tmp_path: Path) -> None:
    form = write_form(
        tmp_path / "form.pdf",
        {"50 700": "Name:"},
        [
            text_field("a", "secret", "90 695 300 712", f"/F {HIDDEN}"),
            text_field("b", "pass", "90 655 300 672", f"/Ff {PASSWORD}"),
            text_field("c", "", "90 615 300 632"),
        ],
    )

    assert text_of(form) == "Name:"
