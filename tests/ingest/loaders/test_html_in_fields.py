"""HTML in the fields of records."""

from __future__ import annotations

import pytest

from ingest.loaders.delimited_text import load_delimited
from ingest.loaders.html_in_fields import without_markup
from ingest.loaders.json_records import load_json
from tests.ingest.loaders.conftest import Write

ANSWER = "<p>Send <b>A-1</b> within&nbsp;180 days.</p><ul><li>By post</li><li>By fax</li></ul>"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (ANSWER, "Send A-1 within 180 days.\n- By post\n- By fax"),
        ("One<br/>two", "One\ntwo"),
        ("<h2>Late</h2><p>Ten.</p>", "Late\nTen."),
        (
            "<table><tr><th>Plan</th><th>Fee</th></tr><tr><td>Gold</td><td>5</td></tr></table>",
            "Plan | Fee\nGold | 5",
        ),
        ('<p style="display:none">trap</p><p>Seen.</p>', "Seen."),
        ("Fees &amp; terms &euro;5", "Fees & terms \u20ac5"),
        ("a < b and c > d", "a < b and c > d"),
        ("List<String> x & y", "List<String> x & y"),
        ("AT&T; R&D", "AT&T; R&D"),
    ],
)
def test_a_field_is_read_as_it_is_shown(field: str, shown: str) -> None:
    assert without_markup(field) == shown


def test_records_of_json_and_rows_of_tables_are_read_without_markup(write: Write) -> None:
    rows = load_delimited(write("a.csv", f'id,question,answer\n1,"How?","{ANSWER}"\n2,Why?,x\n'))
    records = load_json(write("a.json", f'[{{"title": "<b>How?</b>", "body": "{ANSWER}"}}]'))

    assert "Send A-1 within 180 days. - By post - By fax" in str(rows.sections)
    assert records.sections[0].headings == ("How?",)
    assert "body: Send A-1 within 180 days.\\n- By post\\n- By fax" in str(records.sections)
    assert not {"<p>", "<li>", "&nbsp;"} & set(str((rows, records)).split())
