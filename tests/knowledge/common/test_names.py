"""Words of others on one line."""

from __future__ import annotations

import pytest

from citewell.terminal.columns import columns
from citewell.terminal.failures import explain
from knowledge.common.names import printable
from knowledge.domain.errors import InputError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Leave \x1b[31mred\x1b[0m", "Leave [31mred [0m"),
        ("a\r\nb\tc\x00d\x9b2Je", "a b c d 2Je"),
        ("pay\u202egpj.exe", "pay gpj.exe"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("Z\xfcrich \U0001f642", "Z\xfcrich \U0001f642"),
    ],
)
def test_what_a_terminal_obeys_is_left_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_tables_and_errors_hold_none_of_it() -> None:
    table = columns([("KEY", "TITLE"), ("\x1b]0;owned\x07", "a\nb")])

    assert table.splitlines() == ["KEY         TITLE", "]0;owned    a b"] or "\x1b" not in table
    assert "\x1b" not in explain(InputError("No \x1b[2J file."))
