from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.sentences import Unit, UnitKind, is_complete, units
from knowledge.lexical.sentences import sentences

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "A plan pays $1,200.50. ",
            "- item one\n",
            "2. step\n",
            "Plan | Copay\n",
            "\n\n",
            "# Head\n",
            "See Sec. 4.2, e.g. this! ",
            "Is it?",
            "\u8bf7\u95ee\u3002\u597d\u3002",
            "(a) b ",
            "\t",
            "x",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ends. It begins.", ["It ends.", "It begins."]),
        ("You pay $1,200.50 a year. No more.", ["You pay $1,200.50 a year.", "No more."]),
        ("Ask Dr. Lee, e.g. by phone. Then wait.", ["Ask Dr. Lee, e.g. by phone.", "Then wait."]),
        ("See Sec. 4.2 first. Sign.", ["See Sec. 4.2 first.", "Sign."]),
        ("Is it covered? No. You pay.", ["Is it covered?", "No.", "You pay."]),
        ("Code I20.9 is angina. It counts.", ["Code I20.9 is angina.", "It counts."]),
        ('She said "stop." He did.', ['She said "stop."', "He did."]),
        ("\u8bf7\u95ee\u3002\u597d\u3002", ["\u8bf7\u95ee\u3002", "\u597d\u3002"]),
    ],
)
def test_running_text_is_cut_at_the_ends_of_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_list_item_knows_its_lead_in() -> None:
    found = units("Bring one of these:\n\n- a passport\n- a licence\n\nThen sign.")

    assert [(u.text, u.kind, u.lead) for u in found] == [
        ("Bring one of these:", UnitKind.SENTENCE, ""),
        ("a passport", UnitKind.ITEM, "Bring one of these:"),
        ("a licence", UnitKind.ITEM, "Bring one of these:"),
        ("Then sign.", UnitKind.SENTENCE, ""),
    ]


def test_a_table_row_knows_its_header() -> None:
    found = units("Plan | Copay\nSilver | $30")

    assert [(u.text, u.kind, u.lead) for u in found] == [
        ("Plan | Copay", UnitKind.HEADER, ""),
        ("Silver | $30", UnitKind.ROW, "Plan | Copay"),
    ]


@pytest.mark.parametrize(
    ("unit", "complete"),
    [
        (Unit("It ends.", 0, 8), True),
        (Unit("and then it ends.", 0, 17), False),
        (Unit("Bring one of these:", 0, 19), False),
        (Unit("Is it covered?", 0, 14), False),
        (Unit("Late payment", 0, 12, UnitKind.HEADING), False),
        (Unit("a passport", 0, 10, UnitKind.ITEM), True),
    ],
)
def test_only_what_reads_as_a_whole_is_complete(unit: Unit, complete: bool) -> None:
    assert is_complete(unit) is complete


@given(FRAGMENTS)
def test_units_are_verbatim_pieces_in_order(text: str) -> None:
    found = units(text)

    assert [u.text for u in found] == [text[u.start : u.end] for u in found]
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(FRAGMENTS)
def test_no_letter_is_lost_but_list_markers(text: str) -> None:
    kept = "|".join(u.text for u in units(text))

    assert kept.count("pays") == text.count("pays")
    assert kept.count("item") == text.count("item")
