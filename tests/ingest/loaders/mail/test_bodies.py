"""Which part of a message a mail program shows."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.loaders.mail.message import load_eml
from ingest.loaders.registry import LOADERS
from knowledge.domain.documents import Block, Section
from tests.ingest.loaders.conftest import Write
from tests.ingest.loaders.mail.test_message import message


def test_html_is_read_where_there_is_no_text(write: Write) -> None:
    mail = message()
    mail.set_content("<h1>Terms</h1><p>Thirty days.</p><p hidden>trap</p>", subtype="html")

    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)

    assert loaded.sections[1] == Section(("Terms",), (Block("Thirty days."),))
    assert "trap" not in str(loaded)


def alternative(text: str, page: str) -> EmailMessage:
    mail = message(text=text)
    mail.add_alternative(page, subtype="html")
    return mail


def body(write: Write, mail: EmailMessage) -> list[str]:
    loaded = load_eml(write("a.eml", bytes(mail)), loaders=LOADERS)
    return [block.text.strip() for section in loaded.sections for block in section.blocks][1:]


def test_of_alternatives_the_text_is_read_where_it_says_what_the_page_says(write: Write) -> None:
    mail = alternative("Thirty days.\n\nNot more.", "<p>Thirty <b>days</b>.</p><p>Not more.</p>")

    assert body(write, mail) == ["Thirty days.", "Not more."]


@pytest.mark.parametrize(
    "text",
    [
        "View it in your browser: https://example.org/v/1",
        "The grace period of the gold and the silver plan is the time that the law names.",
    ],
)
def test_a_text_that_leaves_out_words_or_a_figure_gives_way_to_the_page(
    write: Write, text: str
) -> None:
    page = (
        "The grace period of the gold and the silver plan is the time that the law names: 31 days."
    )

    assert body(write, alternative(text, f"<p>{page}</p>")) == [page]


def test_all_parts_that_are_no_alternatives_are_read_in_order(write: Write) -> None:
    mail = message(text="Intro.")
    mail.make_mixed()
    for content, subtype in (("<p>Twice the rate.</p>", "html"), ("The list's foot.", "plain")):
        part = EmailMessage()
        part.set_content(content, subtype=subtype)
        mail.attach(part)

    assert body(write, mail) == ["Intro.", "Twice the rate.", "The list's foot."]


def test_a_page_that_only_names_its_own_encoding_is_read_in_it(write: Write) -> None:
    page = '<meta charset="windows-1251"><p>Сто рублей.</p>'.encode("cp1251")
    head = b"From: a@example.org\nContent-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n"

    loaded = load_eml(write("a.eml", head + page), loaders=LOADERS)

    assert loaded.sections[-1].blocks[-1] == Block("Сто рублей.")
