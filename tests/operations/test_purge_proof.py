from __future__ import annotations

import json

import pytest

from app.database.stored_text import folded
from operations.purge_proof import drawn_strings, forms_of

DOCUMENT = (
    "The settlement with Jordan Example was forty-one thousand dollars, paid in March by "
    "transfer. Nobody outside the legal department may learn of the amount before June. "
    "Der Vergleich mit Jörg Müller wurde außergerichtlich geschlossen und blieb vertraulich."
)
COURTESY = "Please call us if you have any question about this page, and thank you for your help."


def test_the_same_seed_draws_the_same_strings_and_another_one_others() -> None:
    first = drawn_strings([DOCUMENT], [], seed=4)

    assert first == drawn_strings([DOCUMENT], [], seed=4)
    assert set(first) != set(drawn_strings([DOCUMENT], [], seed=5))


def test_strings_are_the_documents_own_at_many_places_and_lengths() -> None:
    drawn = drawn_strings([DOCUMENT], [], seed=4)

    assert all(string in DOCUMENT for string in drawn)
    assert len({DOCUMENT.index(string) for string in drawn}) > 20
    assert len({len(string) for string in drawn}) > 10


def test_a_third_of_a_short_document_quoted_anywhere_is_met() -> None:
    drawn = drawn_strings([DOCUMENT], [], seed=4)
    third = len(DOCUMENT) // 3

    starts = range(0, len(DOCUMENT) - third, 7)

    parts = [DOCUMENT[start : start + third] for start in starts]
    assert all(any(string in part for string in drawn) for part in parts)


@pytest.mark.parametrize("said", [DOCUMENT, DOCUMENT.upper(), DOCUMENT.replace(" ", "\n")])
def test_what_another_document_says_is_not_drawn(said: str) -> None:
    assert drawn_strings([DOCUMENT], [said], seed=4) == []


def test_what_anybody_says_is_not_drawn() -> None:
    assert drawn_strings([COURTESY], [], seed=4) == []


def test_a_script_without_blanks_is_drawn_from_as_well() -> None:
    text = "和解金は四万一千ドルで、三月に振込で支払われ、法務部の外では誰にも知らされない。"

    assert drawn_strings([text], [], seed=4)


def test_a_string_is_looked_for_as_programs_write_it() -> None:
    string = 'Vergleich mit "Jörg\nMüller" geschlossen'

    assert forms_of(string) >= {
        string.encode(),
        json.dumps(string)[1:-1].encode(),
        json.dumps(string, ensure_ascii=False)[1:-1].encode(),
        string.encode("utf-16-le"),
        string.encode("utf-16-be"),
        string.encode("latin-1"),
        folded(string).encode(),
    }
