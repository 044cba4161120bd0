"""Checks that need neither store nor network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from citewell.doctor.checks import (
    State,
    check_data_folder,
    check_port,
    check_time_zone,
    check_variables,
    check_versions,
    variables_given,
)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_the_versions_are_those_installed() -> None:
    check = check_versions()

    assert check.state is State.OK
    assert check.found.startswith("citewell 0.1.0, Python 3.")
    assert "torch 2." in check.found


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citewell.doctor.checks.LIBRARIES", ("no-such-library",))

    check = check_versions()

    assert check.state is State.WRONG
    assert check.found.endswith("missing: no-such-library")


def test_a_slip_in_a_setting_s_name_is_found_in_environment_and_file(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_LLM_KEY", "secret-1")
    (desk / ".env").write_text("CITEWELL_STORE=http://localhost:6333\nCITEWELL_CHAT_PORT=8600\n")

    check = check_variables(variables_given())

    assert check.state is State.WRONG
    assert check.found == (
        "CITEWELL_LLM_KEY is not a setting; did you mean CITEWELL_LLM_API_KEY? "
        "CITEWELL_STORE is not a setting; did you mean CITEWELL_STORE_URL?"
    )


def test_a_folder_that_can_be_written_is_well(tmp_path: Path) -> None:
    check = check_data_folder(tmp_path / "new")

    assert check.state in {State.OK, State.WARNING}
    assert "writable" in check.found


def test_a_data_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    check = check_data_folder(tmp_path / "file")

    assert check.state is State.WRONG
    assert "CITEWELL_DATA_DIR" in check.advice


@pytest.mark.parametrize(
    ("limit", "state"), [("FULL_GIB", State.WRONG), ("TIGHT_GIB", State.WARNING)]
)
def test_little_free_space_is_said(
    limit: str, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"citewell.doctor.checks.{limit}", 1e9)

    assert check_data_folder(tmp_path).state is state


@pytest.mark.parametrize(
    ("name", "state"),
    [("", State.OK), ("America/New_York", State.OK), ("Mars/Base", State.WRONG)],
)
def test_a_time_zone_must_exist(name: str, state: State) -> None:
    assert check_time_zone(name).state is state


def test_a_port_that_is_taken_is_said(taken_port: int) -> None:
    check = check_port("127.0.0.1", taken_port)

    assert check.state is State.WARNING
    assert "CITEWELL_CHAT_PORT" in check.advice
