"""What a click opens on a page is read under its name; what nobody can open is not."""

from __future__ import annotations

import pytest

from ingest.loaders.web.page import load_html
from tests.ingest.loaders.conftest import Write


def told(write: Write, body: str) -> list[tuple[tuple[str, ...], list[str]]]:
    loaded = load_html(write("a.html", f"<html><body><main><h1>T</h1>{body}</main></body></html>"))
    return [
        (s.headings[1:], [block.text for block in s.blocks]) for s in loaded.sections if s.blocks
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<div role="tablist"><button role="tab">Gold</button></div>'
        '<div role="tabpanel" hidden><p>$15</p></div>',
        '<nav><a role="tab" href="#g" data-toggle="tab">Gold</a></nav>'
        '<div class="tab-pane" id="g" style="display: none"><p>$15</p></div>',
        '<button aria-controls="g">Gold</button><div id="g" hidden><p>$15</p></div>',
        '<button class="accordion">Gold</button><div><p>$15</p></div>',
        '<h2><button class="accordion-button">Gold</button></h2>'
        '<div class="collapse" style="display:none"><p>$15</p></div>',
        '<h2 class="faq-title">Gold</h2><div class="faq-answer" hidden><p>$15</p></div>',
        "<details><summary>Gold</summary><p>$15</p></details>",
        '<h2>Gold</h2><p hidden="until-found">$15</p>',
        '<button popovertarget="g">Gold</button><dialog id="g"><p>$15</p></dialog>',
    ],
)
def test_a_panel_stands_under_what_opens_it(write: Write, body: str) -> None:
    assert told(write, body) == [(("Gold",), ["$15"])]


def test_what_follows_a_panel_does_not_stand_under_its_name(write: Write) -> None:
    body = (
        '<button aria-controls="a">Silver</button><div id="a"><h2>Visits</h2><p>$30</p></div>'
        '<button aria-controls="b">Gold</button><div id="b" hidden><p>$15</p></div><p>After.</p>'
    )

    assert told(write, body) == [
        (("Silver", "Visits"), ["$30"]),
        (("Gold",), ["$15"]),
        ((), ["After."]),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none" id="x">trap</div>',
        '<div hidden citewell-opened="">trap</div>',
        "<dialog>trap</dialog>",
        '<div class="panel" hidden>trap</div>',
        '<button>Submit trap</button><button aria-expanded="false">Show more</button>',
        '<div style="visibility: hidden">trap</div>',
        '<div style="font-size:0">trap<b style="font-size:2em">trap</b></div>',
        '<div style="font-size: 16px"><i style="font-size:5%">trap</i></div>',
        "<p><s>trap</s><del>trap</del></p>",
    ],
)
def test_what_nobody_can_open_is_not_read(write: Write, hidden: str) -> None:
    assert told(write, f"<p>Seen.</p>{hidden}") == [((), ["Seen."])]


@pytest.mark.parametrize(
    "style", ["font-size:0.9em", "font-size:small", "visibility:visible", "font-size:85%"]
)
def test_what_sets_its_own_look_is_read_in_what_hides_its_own_words(
    write: Write, style: str
) -> None:
    around = '<div style="visibility:hidden;font-size:0">trap'
    inside = f'<div style="font-size:13px;visibility:visible"><p style="{style}">Seen.</p></div>'

    assert told(write, f"{around}{inside}</div>") == [((), ["Seen."])]


def test_what_screen_readers_say_in_the_place_of_a_price_is_not_told_beside_it(
    write: Write,
) -> None:
    price = '<p>Fee: <span aria-hidden="true">$18</span><span class="sr-only">18 dollars</span></p>'
    icon = '<p>Dental: <i aria-hidden="true"></i><span class="sr-only">covered</span></p>'

    ((_, texts),) = told(write, price + icon)

    assert texts == ["Fee: $18", "Dental: covered"]
