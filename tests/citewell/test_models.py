"""`citewell models`: the list, and pulling from a hub that runs on this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.models import app
from knowledge.domain.errors import InputError
from tests.citewell.schemas import faults
from tests.hub_stub import HubStub, hub_stub
from tests.model_doubles import build_zembed

PINNED = "cf13c81f3274394053d166740294f7eea4586f7a"
NEW_ID = "zeroentropy/zembed-1-embedding"
OLD_ID = "zeroentropy/zembed-1"
UNPINNED, UNPINNED_ID = "medembed-base", "abhinand/MedEmbed-base-v0.1"
MONDAY, TUESDAY = "a" * 40, "b" * 40


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_zembed(tmp_path_factory.mktemp("hub") / "model")


@pytest.fixture
def hub(double: Path) -> Iterator[HubStub]:
    with hub_stub(NEW_ID, PINNED, double) as stub:
        yield stub


def citewell(hub: HubStub, home: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run the command in a process of its own: the hub's client reads its address at import."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "CITEWELL_DATA_DIR": str(home / "data"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-m", "citewell", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def listed(hub: HubStub, home: Path, name: str, **variables: str) -> dict[str, object]:
    _, output = citewell(hub, home, "models", "list", "--json", **variables)
    return next(row for row in json.loads(output)["models"] if row["name"] == name)


def test_the_list_says_what_each_model_is_and_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    output = CliRunner().invoke(app, []).output

    lines = {line[1:].split()[0]: line for line in output.splitlines() if line.strip()}
    assert lines["minilm"].startswith("*")
    assert lines["minilm"].rstrip().endswith("yes")
    assert "2560 1280 640 320 160 80 40" in lines["zembed-1"]
    assert "query, passage, suffix" in lines["zembed-1"]
    assert re.search(r"  pinned +citewell models pull", lines["zembed-1"])
    assert re.search(r"  not pinned +citewell models pull", lines["medembed-base"])
    assert lines["cohere/embed-v4.0"].rstrip().endswith("set CITEWELL_EMBEDDING_API_KEY")
    assert lines["zerank-2"].rstrip().endswith("citewell models pull zerank-2")
    assert "reading" not in lines


def test_the_json_keeps_its_schema() -> None:
    output = CliRunner().invoke(app, ["list", "--json"]).output

    assert faults(json.loads(output), "models") == []


def test_a_pulled_model_is_ready_and_opens_without_network(hub: HubStub, tmp_path: Path) -> None:
    before = listed(hub, tmp_path, "zembed-1")
    asked_before = list(hub.paths)

    code, output = citewell(hub, tmp_path, "models", "pull", "zembed-1")

    assert code == 0, output
    assert f"revision {PINNED}" in output
    assert (before["ready"], listed(hub, tmp_path, "zembed-1")["ready"]) == (False, True)
    assert asked_before == []  # listing asks nobody
    hub.paths.clear()
    given = {"CITEWELL_EMBEDDING_MODEL": "zembed-1", "CITEWELL_EMBEDDING_DEVICE": "cpu"}
    _, checked = citewell(hub, tmp_path, "doctor", "--load", **given)
    assert "'zembed-1' gave a vector of 64 numbers" in checked
    assert hub.paths == []


def test_of_an_unpinned_model_the_commit_that_was_pulled_is_kept(
    double: Path, tmp_path: Path
) -> None:
    with hub_stub(UNPINNED_ID, MONDAY, double) as hub:
        _, first = citewell(hub, tmp_path, "models", "pull", UNPINNED)
        hub.commit, hub.earlier = TUESDAY, {MONDAY}

        _, second = citewell(hub, tmp_path, "models", "pull", UNPINNED)

        row = listed(hub, tmp_path, UNPINNED)
    assert f"revision {MONDAY}" in first
    assert f"revision {MONDAY}" in second
    assert "pins no commit" in second
    assert (row["revision"], row["pinned_revision"], row["ready"]) == (MONDAY, "", True)


def test_the_newest_commit_is_taken_where_it_is_asked_for(double: Path, tmp_path: Path) -> None:
    with hub_stub(UNPINNED_ID, MONDAY, double) as hub:
        citewell(hub, tmp_path, "models", "pull", UNPINNED)
        hub.commit, hub.earlier = TUESDAY, {MONDAY}

        _, output = citewell(hub, tmp_path, "models", "pull", UNPINNED, "--revision", "main")

        assert f"revision {TUESDAY}" in output
        assert listed(hub, tmp_path, UNPINNED)["revision"] == TUESDAY


def test_another_commit_than_the_pinned_one_is_used_until_the_pinned_one_is_pulled(
    hub: HubStub, tmp_path: Path
) -> None:
    hub.earlier = {MONDAY}
    _, output = citewell(hub, tmp_path, "models", "pull", "zembed-1", "--revision", MONDAY)
    during = listed(hub, tmp_path, "zembed-1")

    citewell(hub, tmp_path, "models", "pull", "zembed-1")

    assert f"not the catalogue's commit ({PINNED})" in output
    assert (during["revision"], during["pinned_revision"]) == (MONDAY, PINNED)
    assert listed(hub, tmp_path, "zembed-1")["revision"] == PINNED


def test_a_folder_for_another_machine_is_completed_from_the_same_commit(
    double: Path, tmp_path: Path
) -> None:
    carried = ("--path", str(tmp_path / "carried"))
    with hub_stub(UNPINNED_ID, MONDAY, double) as hub:
        citewell(hub, tmp_path, "models", "pull", UNPINNED, *carried)
        hub.commit, hub.earlier = TUESDAY, {MONDAY}

        _, output = citewell(hub, tmp_path, "models", "pull", UNPINNED, *carried)

    assert f"revision {MONDAY}" in output


def test_a_pull_that_broke_off_is_continued_and_not_begun_again(tmp_path: Path) -> None:
    # The hub's client writes pieces of 10 MB; of a smaller file nothing is kept.
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "model.safetensors").write_bytes(bytes(24_000_000))
    with hub_stub(NEW_ID, PINNED, tmp_path / "large") as hub:
        hub.breaking.add("model.safetensors")

        code, output = citewell(hub, tmp_path, "models", "pull", "zembed-1")

    first, second = hub.ranges["model.safetensors"]
    assert code == 0, output
    assert first == ""
    assert int(second.removeprefix("bytes=").removesuffix("-")) >= 10_000_000


def test_nothing_is_loaded_twice(hub: HubStub, tmp_path: Path) -> None:
    citewell(hub, tmp_path, "models", "pull", "zembed-1")
    loaded = {name: len(ranges) for name, ranges in hub.ranges.items()}

    citewell(hub, tmp_path, "models", "pull", "zembed-1")

    assert {name: len(ranges) for name, ranges in hub.ranges.items()} == loaded


def test_a_folder_for_another_machine_knows_its_revision(hub: HubStub, tmp_path: Path) -> None:
    carried = tmp_path / "carried"

    code, output = citewell(hub, tmp_path, "models", "pull", "zembed-1", "--path", str(carried))

    assert code == 0, output
    assert json.loads((carried / "citewell-revision.json").read_text())["revision"] == PINNED
    assert (carried / "model.safetensors").read_bytes() == hub.files["model.safetensors"]
    assert "set CITEWELL_EMBEDDING_MODEL_PATH" in output


def test_a_served_model_needs_its_tokenizer_and_projections_only(
    hub: HubStub, tmp_path: Path
) -> None:
    code, _ = citewell(hub, tmp_path, "models", "pull", "zembed-1", "--no-weights")

    assert code == 0
    assert "model.safetensors" not in hub.ranges
    assert {"projections.safetensors", "tokenizer.json"} <= set(hub.ranges)
    assert listed(hub, tmp_path, "zembed-1")["ready"] is False


def test_the_old_id_is_tried_where_the_hub_does_not_know_the_new_one(
    double: Path, tmp_path: Path
) -> None:
    with hub_stub(OLD_ID, PINNED, double) as old:
        code, output = citewell(old, tmp_path, "models", "pull", "zembed-1")

        assert code == 0, output
        assert listed(old, tmp_path, "zembed-1")["ready"] is True


def test_a_licence_that_was_not_accepted_is_one_clear_error(hub: HubStub, tmp_path: Path) -> None:
    hub.gated = True

    code, output = citewell(hub, tmp_path, "models", "pull", "zembed-1")

    assert code == 1
    assert "want their licence accepted first" in output
    assert "HF_TOKEN" in output


def test_an_unknown_revision_is_one_clear_error(hub: HubStub, tmp_path: Path) -> None:
    code, output = citewell(hub, tmp_path, "models", "pull", NEW_ID, "--revision", "v9")

    assert code == 1
    assert "it has no revision 'v9'" in output


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reading", "neither a hub id"),
        ("minilm", "comes with Citewell"),
        ("cohere/embed-v4.0", "is a service"),
        ("zembd", "neither a hub id"),
    ],
)
def test_what_cannot_be_pulled_is_said(name: str, told: str) -> None:
    error = CliRunner().invoke(app, ["pull", name]).exception

    assert isinstance(error, InputError)
    assert told in str(error)
