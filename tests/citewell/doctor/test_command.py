"""What the doctor finds: settings, folder, model, store."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.doctor.checks import (
    Check,
    State,
    check_data_folder,
    check_port,
    check_time_zone,
    check_variables,
    check_versions,
    variables_given,
)
from citewell.doctor.command import app, drawn, examine
from citewell.doctor.models import check_embedding_model, check_reranker
from citewell.doctor.store import check_store
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from tests.builders import manifest_of, passage, published
from tests.citewell.schemas import faults
from tests.flat_settings import settings_with

REFUNDS = [passage("Refunds take ten days.")]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in and to keep data in."""
    for name in list(os.environ):
        if name.startswith("CITEWELL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


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


def test_the_bundled_model_is_the_published_one() -> None:
    [check] = check_embedding_model(Settings())

    assert (check.state, check.found) == (State.OK, "'minilm', bundled, hash as published")


def test_a_model_folder_that_is_not_there_is_wrong() -> None:
    [check] = check_embedding_model(settings_with(embedding_model="/models/nix"))

    assert check.state is State.WRONG
    assert "minilm" in check.advice


def test_a_backend_that_is_not_installed_is_named_with_what_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("citewell.doctor.models.find_spec", lambda _name: None)
    wanted = settings_with(embedding_backend="openvino", reranker_backend="openvino-int8")

    [*_, of_model], [*_, of_reranker] = check_embedding_model(wanted), check_reranker(wanted)

    assert (of_model.state, of_reranker.state) == (State.WRONG, State.WRONG)
    assert "CITEWELL_EMBEDDING_BACKEND is 'openvino'" in of_model.found
    assert "CITEWELL_RERANKER_BACKEND is 'openvino-int8'" in of_reranker.found
    assert ".[openvino]" in of_model.advice


def test_an_empty_store_is_well_and_says_how_to_fill_it() -> None:
    store, default = check_store(Settings())

    assert store.state is State.OK
    assert (default.state, default.advice.split(";")[0]) == (
        State.WARNING,
        "Make it: citewell demo",
    )


def test_a_knowledge_base_made_with_another_model_is_said(desk: Path) -> None:
    store = EdgeStore(desk / "kb")
    published(store, "demo", REFUNDS, manifest=manifest_of("medembed-small")).close()

    _, check = check_store(Settings())

    assert check.state is State.WARNING
    assert "'minilm'" in check.advice
    assert "'medembed-small'" in check.advice


def test_a_knowledge_base_that_fits_is_well(desk: Path) -> None:
    store = EdgeStore(desk / "kb")
    published(store, "demo", REFUNDS, manifest=manifest_of("minilm")).close()

    _, check = check_store(Settings())

    assert check == Check(
        "knowledge base demo", State.OK, "1 documents, 1 passages, generation 1, minilm"
    )


def test_a_server_that_cannot_be_reached_is_wrong() -> None:
    [check] = check_store(settings_with(store_url="http://user:secret-1@127.0.0.1:9"))

    assert check.state is State.WRONG
    assert check.found.startswith("Qdrant server at http://127.0.0.1:9: ")
    assert "secret-1" not in check.found


def test_a_check_that_breaks_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citewell.doctor.command.KNOWLEDGE", (("store", "citewell.nix:check"),))

    checks = examine()

    assert Check("store", State.WRONG, checks[4].found) == checks[4]
    assert "No module named 'citewell.nix'" in checks[4].found
    assert [check.subject for check in checks[5:]] == ["language model", "chat"]


def test_a_wrong_setting_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_PASSAGE_TOKENS", "3")

    last = examine()[-1]

    assert last.state is State.WRONG
    assert "CITEWELL_PASSAGE_TOKENS" in last.found


def test_what_is_not_well_is_followed_by_what_to_do() -> None:
    checks = [Check("disk", State.OK, "fine"), Check("store", State.WRONG, "gone", "Start it.")]

    assert drawn(checks).splitlines() == [
        "ok       disk   fine",
        "WRONG    store  gone",
        "                -> Start it.",
        "1 thing(s) wrong.",
    ]


def test_a_program_can_read_the_findings_and_the_exit_code_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    well = CliRunner().invoke(app, ["--json"])
    monkeypatch.setenv("CITEWELL_TIME_ZONE", "Mars/Base")
    ill = CliRunner().invoke(app, ["--json"])

    assert (well.exit_code, ill.exit_code) == (0, 1)
    assert faults(json.loads(well.stdout), "doctor") == []
    assert json.loads(well.stdout)["healthy"] is True
    assert json.loads(ill.stdout)["healthy"] is False
