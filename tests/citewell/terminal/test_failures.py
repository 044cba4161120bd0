"""What is said of each kind of error."""

from __future__ import annotations

import errno

import pytest
from pydantic import ValidationError

from citewell.terminal.failures import explain
from knowledge.domain.errors import StoreUnavailable
from knowledge.settings.settings import Settings


def test_our_own_errors_speak_for_themselves_on_one_line() -> None:
    error = StoreUnavailable("The store cannot be reached.\n  Start it.")

    assert explain(error) == "The store cannot be reached. Start it."


def test_a_full_disk_says_what_to_do() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/data/kb")

    assert explain(error) == (
        "No space left on device (/data/kb). Free some space, or set CITEWELL_DATA_DIR to "
        "another disk; nothing published is lost."
    )


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_forbidden_folder_says_what_to_do(number: int) -> None:
    said = explain(OSError(number, "Permission denied", "/data"))

    assert said == (
        "Permission denied (/data). Check the permissions, or set CITEWELL_DATA_DIR to a folder "
        "of your own."
    )


def test_every_wrong_setting_is_named_and_no_value_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_CHAT_PORT", "secret-1")
    monkeypatch.setenv("CITEWELL_EVIDENCE_THRESHOLD", "7")

    with pytest.raises(ValidationError) as raised:
        Settings(_env_file=None)
    said = explain(raised.value)

    assert "CITEWELL_CHAT_PORT: Input should be a valid integer" in said
    assert "CITEWELL_EVIDENCE_THRESHOLD: Input should be less than or equal to 1" in said
    assert "secret-1" not in said


def test_the_trace_is_not_offered_to_who_has_it() -> None:
    assert explain(ZeroDivisionError("by zero"), verbose=True) == "ZeroDivisionError: by zero."
