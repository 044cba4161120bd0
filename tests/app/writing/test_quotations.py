"""Lists are quoted with their own numbers."""

from __future__ import annotations

import pytest

from app.writing.quotations import in_markdown
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
