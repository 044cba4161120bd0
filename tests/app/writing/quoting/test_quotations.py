"""Lists are quoted with their own numbers, tables by the rows that are asked for."""

from __future__ import annotations

import pytest

from app.language.words import content_terms
from app.writing.quoting.quotations import Quotation, asked_rows, in_markdown
from app.writing.quoting.windows import windows
from tests.builders import passage


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Do:\n1. Open.\n2. Send.", "Do:\n\n1. Open [1].\n2. Send [1]."),
        ("Do:\n5. Open.\n6. Send.", "Do:\n\n5. Open [1].\n6. Send [1]."),
        ("Do:\n5. Open.\n7. Send.", "Do:\n\n- 5) Open [1].\n- 7) Send [1]."),
        (
            "Do:\n1. Open.\n2. Check:\n  a. member\n    i. by name\n    ii. by day\n  b. plan\n"
            "3. Send.",
            "Do:\n\n1. Open [1].\n2. Check: [1]\n    - 2.a) member [1]\n"
            "        - 2.a.i) by name [1]\n        - 2.a.ii) by day [1]\n    - 2.b) plan [1]\n"
            "3. Send [1].",
        ),
        ("Do:\n(a) Open.\n(b) Send.", "Do:\n\n- a) Open [1].\n- b) Send [1]."),
        ("Do:\n1. Open.\n  - fast\n2. Send.", "Do:\n\n1. Open [1].\n- fast [1]\n2. Send [1]."),
        ("Do:\n- Open.\n- Send.", "Do:\n\n- Open [1].\n- Send [1]."),
    ],
)
def test_a_list_is_quoted_with_its_own_numbers(text: str, quoted: str) -> None:
    whole = max(windows(1, passage(text)), key=lambda window: len(window.units))

    assert in_markdown(whole) == quoted


TABLE = "Visit | Gold\nPrimary care visit | $20\nSpecialist visit | $45\nUrgent care visit | $50"


def whole_table() -> Quotation:
    return max(windows(1, passage(TABLE)), key=lambda window: len(window.units))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("how much is urgent care on gold", ["Urgent care visit | $50"]),
        ("specialist or urgent", ["Specialist visit | $45", "Urgent care visit | $50"]),
        ("what does it cost", TABLE.split("\n")[1:]),
    ],
)
def test_rows_that_hold_little_of_what_is_asked_are_left_out(
    question: str, rows: list[str]
) -> None:
    quotation = asked_rows(whole_table(), dict.fromkeys(content_terms(question), 1.0))

    assert [unit.text for unit in quotation.units] == rows
