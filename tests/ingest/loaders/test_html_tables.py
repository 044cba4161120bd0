from __future__ import annotations

from ingest.loaders.html_page import load_html
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
