"""The marks of lists, the names of icons, the targets of links, and heads and asides."""

from __future__ import annotations

import pytest

from ingest.loaders.web.page import load_html
from tests.ingest.loaders.conftest import Write

SPANS = """
<table><tr><th rowspan=2>Service</th><th colspan=2>In network</th></tr>
<tr><th>Copay</th><th>Coinsurance</th></tr>
<tr><td colspan=3>INPATIENT</td></tr><tr><td>Surgery</td><td>$100</td><td>10%</td></tr>
<tr><td colspan=3>OUTPATIENT</td></tr><tr><td>Surgery</td><td>$10</td><td>0%</td></tr></table>
"""
PAGE_IN_A_TABLE = """
<table><tr><td><h2>Sick leave</h2><p>Ten days a year.</p>
<table><tr><th>Service</th><th>Weeks</th></tr><tr><td>One year</td><td>4</td></tr></table></td></tr>
</table>
"""


def test_header_rows_are_joined_and_groups_are_told_in_their_rows(write: Write) -> None:
    loaded = load_html(write("a.html", SPANS))

    assert loaded.sections[0].blocks[0].text == (
        "Service | In network, Copay | In network, Coinsurance\n"
        "INPATIENT: Surgery | $100 | 10%\nOUTPATIENT: Surgery | $10 | 0%"
    )


def test_a_page_in_a_table_of_one_cell_keeps_its_headings_and_its_table(write: Write) -> None:
    loaded = load_html(write("a.html", PAGE_IN_A_TABLE))

    assert [(s.headings, [block.text for block in s.blocks]) for s in loaded.sections] == [
        (("Sick leave",), ["Ten days a year.", "Service | Weeks\nOne year | 4"])
    ]


def texts(write: Write, body: str) -> list[str]:
    loaded = load_html(write("a.html", f"<html><body>{body}</body></html>"))
    return [block.text for section in loaded.sections for block in section.blocks]


@pytest.mark.parametrize(
    ("listing", "lines"),
    [
        ('<ol type="a"><li>x<li>y</ol>', "a. x\nb. y"),
        ('<ol><li>x<li value="5">y<li>z</ol>', "1. x\n5. y\n6. z"),
        ('<ol start="3" type="I"><li>x<li>y</ol>', "III. x\nIV. y"),
        ("<ol reversed><li>x<li>y</ol>", "2. x\n1. y"),
        ('<ol style="list-style-type: lower-roman"><li>x<li>y</ol>', "i. x\nii. y"),
        ('<ol start="27" type="A"><li>x</ol>', "AA. x"),
        ("<ol><li>x<ol type=a><li>y<ol type=i><li>z</ol></ol></ol>", "1. x\n  a. y\n    i. z"),
        ('<ol start="99999999999"><li>x</ol>', "1. x"),
        ("<ul><li>See <b>form</b>, page <i>2</i>.</ul>", "- See form, page 2."),
    ],
)
def test_items_have_the_marks_that_a_browser_shows(write: Write, listing: str, lines: str) -> None:
    assert texts(write, listing) == [lines]


@pytest.mark.parametrize(
    ("icon", "name"),
    [
        ('<svg aria-label="Covered"></svg>', "Covered"),
        ("<svg><title>Covered</title><path/></svg>", "Covered"),
        ('<i class="fa fa-check" title="Covered"></i>', "Covered"),
        ('<span role="img" aria-label="Covered">x</span>', "Covered"),
        ('<i class="fa fa-check"></i>', "\u2713"),
        ('<svg aria-hidden="true"><title>Covered</title></svg>', ""),
    ],
)
def test_an_icon_is_read_by_its_name(write: Write, icon: str, name: str) -> None:
    assert texts(write, f"<p>Dental: {icon}</p>") == [f"Dental: {name}".strip()]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '<p>Get it <a href="https://e.org/c9.pdf">here</a>.',
            "Get it here (https://e.org/c9.pdf).",
        ),
        ('<p><a href="mailto:a@e.org?subject=x">Write</a> to us.', "Write (a@e.org) to us."),
        ('<p>See <a href="https://www.e.org/">e.org</a>.', "See e.org."),
        ('<p>See <a href="/c9.pdf">here</a>.', "See here."),
        ('<p>See <a href="javascript:x()">here</a>.', "See here."),
        (f'<p>See <a href="https://e.org/{"x" * 200}">here</a>.', "See here."),
        (
            '<ul><li><a href="https://e.org/a">A</a><li><a href="https://e.org/b">B</a></ul>',
            "- A\n- B",
        ),
        ('<ul><li>Use <a href="https://e.org/a">A</a></ul>', "- Use A (https://e.org/a)"),
    ],
)
def test_a_link_in_running_text_says_where_it_leads(write: Write, body: str, text: str) -> None:
    assert texts(write, body) == [text]


def test_heads_and_asides_are_read_unless_they_are_menus(write: Write) -> None:
    body = (
        "<header><nav>Home</nav>Site</header><header><h2>Meals</h2></header><p>$40 a day.</p>"
        '<aside>Exception: after 10 pm.</aside><aside><a href="/x">Related pages</a></aside>'
        "<footer>Imprint</footer>"
    )

    loaded = load_html(write("a.html", f"<html><body>{body}</body></html>"))

    assert [(s.headings, [b.text for b in s.blocks]) for s in loaded.sections] == [
        (("Meals",), ["$40 a day.", "Exception: after 10 pm."])
    ]
