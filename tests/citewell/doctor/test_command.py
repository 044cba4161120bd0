"""What the doctor finds: settings, folder, model, store."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from citewell.doctor.checks import (
    Check,
    State,
)
from citewell.doctor.command import app, drawn, examine
from citewell.doctor.models import check_embedding_model, check_reranker
from knowledge.settings.settings import Settings
from tests.citewell.schemas import faults
from tests.flat_settings import settings_with


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
    assert "constraints.txt openvino" in of_model.advice


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
