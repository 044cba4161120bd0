from __future__ import annotations

import pytest

from knowledge.care.traces import OwnWords, folded_words

SETTLEMENT = """The settlement with Jordan Example was forty-one thousand dollars, paid in March.

Name | Sum | Ward
Jörg Müller | $41,250 | Haus Süd

Der Vergleich mit Jörg Müller betrug einundvierzigtausend Euro.
La póliza de señora Núñez caducó el treinta de abril.
Thank you for your help. Please call us if you have questions about this page.
Case CLM-20241107 is closed."""
OTHERS = (
    "Refunds are paid within ten business days of the request, by cheque or by transfer.",
    "The claim was paid in March, as the rules say. Haus Nord is open.",
)


@pytest.fixture
def words() -> OwnWords:
    return OwnWords([SETTLEMENT, "Settlement with Jordan Example"], said_elsewhere=OTHERS)


@pytest.mark.parametrize(
    "quoting",
    [
        "The settlement with Jordan Example was forty-one thousand dollars, paid in March.",
        "it says: SETTLEMENT WITH JORDAN EXAMPLE WAS FORTY ONE, is that so?",
        "settlement with **Jordan Example** was <b>forty-one</b> thousand dollars [1]",
        "Is it true that with Jordan Example was forty-one thousand is right?",
        "what about Jorg Muller?",
        "Jo\u0308rg Mu\u0308ller | 41.250",
        "der vergleich mit jorg muller betrug",
        "¿Es verdad que la poliza de senora Nunez caduco?",
        "And CLM-20241107?",
        "The settlement\nwith Jordan\u00a0Example was forty\u00adone",
    ],
)
def test_what_only_the_document_says_is_known_again(words: OwnWords, quoting: str) -> None:
    assert words.in_text(quoting)


@pytest.mark.parametrize(
    "own",
    [
        "",
        "Thank you for your help.",
        "Please call us if you have questions.",
        "The claim was paid in March, as the rules say.",
        "Refunds are paid within ten business days of the request",
        "What was paid in March?",
        "How many dollars are forty?",
        "Is the case closed?",
    ],
)
def test_what_others_say_or_anybody_would_is_left_alone(words: OwnWords, own: str) -> None:
    assert not words.in_text(own)


def test_a_short_heading_of_words_that_others_use_is_nobodys() -> None:
    words = OwnWords(["Physical therapy"], said_elsewhere=["Physical exams. Speech therapy."])

    assert not words.in_text("Is physical therapy covered?")


def test_a_text_without_blanks_between_words_is_known_again_by_a_part_of_it() -> None:
    words = OwnWords(
        ["和解金は四万一千ドルで三月に支払われた。"], said_elsewhere=["三月に支払われた。"]
    )

    assert words.in_text("本当に和解金は四万一千ドルですか")
    assert not words.in_text("三月に支払われた。")


def test_there_is_nothing_to_know_again_of_a_text_that_others_say_as_well() -> None:
    assert not OwnWords([OTHERS[0]], said_elsewhere=OTHERS)


def test_words_are_the_same_however_they_are_written() -> None:
    plain = folded_words("Straße  naïve [12] &amp; <i>ﬁnal</i> \uff21\uff22\uff23")

    assert plain == ["strasse", "naive", "final", "abc"]
