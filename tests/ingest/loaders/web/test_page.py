"""HTML in the fields of records."""

from __future__ import annotations

import pytest

from ingest.loaders.records.delimited_text import load_delimited
from ingest.loaders.records.json_records import load_json
from ingest.loaders.web.page import load_html, without_markup
from knowledge.domain.documents import Block, BlockKind, Section
from tests.ingest.loaders.conftest import Write

PAGE = """<!doctype html><html lang="en-US"><head><title>Appeals | Plan</title>
<style>p{color:red}</style><script>var x = "never read";</script></head><body>
<header><nav><ul><li>Home</li></ul></nav></header>
<main><h1>Appeals</h1><p>File within <b>180</b> days.<br>Then wait.</p>
<!-- a comment --><p hidden>hidden one</p><p style="display: none">hidden two</p>
<h2>Levels</h2><table><tr><th>Level</th><th>Days</th></tr>
<tr><td rowspan="2">First</td><td>30</td></tr><tr><td>45</td></tr></table>
<ol start="3"><li>Write<ul><li>Sign</li></ul></li><li>Send</li></ol>
<dl><dt>IRO</dt><dd>review body</dd></dl></main>
<footer>All rights</footer></body></html>"""


def test_only_the_main_content_is_read_in_its_order(write: Write) -> None:
    path = write("a.html", PAGE)

    loaded = load_html(path)

    assert loaded.sections == (
        Section(("Appeals",), (Block("File within 180 days.\nThen wait."),)),
        Section(
            ("Appeals", "Levels"),
            (
                Block("Level | Days\nFirst | 30\nFirst | 45", BlockKind.TABLE),
                Block("3. Write\n  - Sign\n4. Send", BlockKind.LIST),
                Block("- IRO: review body", BlockKind.LIST),
            ),
        ),
    )
    assert (loaded.title, loaded.language) == ("Appeals", "en-US")


def test_a_fragment_without_main_is_read_whole(write: Write) -> None:
    path = write("a.html", "<p>One</p>two <i>three</i><div><p>Four</p></div>")

    loaded = load_html(path)

    assert loaded.sections == (Section((), (Block("One"), Block("two three"), Block("Four"))),)


def test_a_nearly_empty_main_does_not_hide_the_page(write: Write) -> None:
    words = "The deductible applies to every plan year and to each member. " * 5
    path = write("a.html", f"<body><main>Skip</main><div><p>{words}</p></div></body>")

    loaded = load_html(path)

    assert words.strip() in str(loaded.sections)


def test_the_charset_that_a_page_states_is_used(write: Write) -> None:
    data = '<meta charset="iso-8859-2"><p>źródło</p>'.encode("iso-8859-2")
    path = write("a.html", data)

    loaded = load_html(path)

    assert loaded.sections == (Section((), (Block("źródło"),)),)


@pytest.mark.parametrize("text", ["readme.txt", '<?xml version="1.0"?><p>readme.txt</p>'])
def test_xhtml_and_a_text_like_a_file_name_are_read_without_a_warning(
    write: Write, text: str
) -> None:
    path = write("a.html", text)

    loaded = load_html(path)

    assert loaded.sections == (Section((), (Block("readme.txt"),)),)


def test_text_made_invisible_by_size_or_opacity_is_not_read(write: Write) -> None:
    path = write(
        "a.html", "<p>Seen <span style='font-size:0'>no</span><span style='opacity:0'>no</span></p>"
    )

    loaded = load_html(path)

    assert loaded.sections == (Section((), (Block("Seen"),)),)


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ('<p style="color:#FFF">trap</p>', False),
        ('<p style="color: white; font-weight: bold">trap</p>', False),
        ('<div style="background:#003"><p style="color:#fff">trap</p></div>', True),
        ('<div class="banner"><p style="color:#fff">trap</p></div>', True),
        ('<p style="font-size:1px">trap</p>', False),
        ('<p style="position:absolute;left:-9999px">trap</p>', False),
        ('<p style="font-size:12px;color:#fff8dc">trap</p>', True),
    ],
)
def test_text_that_is_white_on_white_tiny_or_off_the_page_is_left_out(
    write: Write, page: str, seen: bool
) -> None:
    loaded = load_html(write("a.html", f"<p>Words.</p>{page}"))

    assert ("trap" in str(loaded.sections)) is seen


def test_a_raised_mark_stands_apart_and_struck_text_is_left_out(write: Write) -> None:
    page = (
        "<p>The limit is $500<sup>1</sup>, the fee <del>$20</del> $25 "
        '(<span style="text-decoration: line-through">was $15</span>).</p>'
        "<table><tr><td>Gold</td><td><b>$1,000</b><sup><a href=#n>2</a></sup></td></tr></table>"
        "<p><sup>1</sup> In network only.</p>"
    )

    loaded = load_html(write("a.html", page))

    assert [block.text for block in loaded.sections[0].blocks] == [
        "The limit is $500 [1], the fee $25 ().",
        "Gold | $1,000 [2]",
        "[1] In network only.",
    ]


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
