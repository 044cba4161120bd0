"""The data folder is its user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from citewell.doctor.checks import State, check_data_folder
from knowledge.files.data_folder import open_to_others, originals_of, private_folder, sweep
from knowledge.jobs.table import open_jobs
from tests.builders import passage, published
from tests.flat_settings import settings_with
from tests.opening import open_store


def test_a_folder_that_is_made_is_for_its_user_only(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a" / "data")

    assert made.stat().st_mode & 0o777 == 0o700
    assert open_to_others(made) == ""


def test_one_that_is_there_is_left_as_it_is_and_doctor_warns(tmp_path: Path) -> None:
    wide = tmp_path / "data"
    wide.mkdir()
    wide.chmod(0o755)

    private_folder(wide)
    check = check_data_folder(wide)

    assert open_to_others(wide) == "755"
    assert check.state is State.WARNING
    assert "mode 755" in check.found
    assert check.advice == f"Run 'chmod 700 {wide}'."


def test_whatever_comes_first_makes_it_so(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    published(open_store(settings_with(data_dir=first)), "desk", [passage("A.")]).close()
    open_jobs(settings_with(data_dir=second)).close()

    assert [open_to_others(first), open_to_others(second)] == ["", ""]


def test_a_store_that_is_only_looked_into_makes_no_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"

    assert open_store(settings_with(data_dir=data)).names() == []
    assert not data.exists()


LEFT = (
    "originals/desk/ab/.copy-x1y2_z3",
    "uploads/desk/.0123456789abcdef0123456789abcdef/plan.pdf",
    "curation/.desk.json.new",
    "tombstones/.desk.json.new",
    "kb/.dropped-0123456789abcdef0123456789abcdef/1/manifest.json",
)
KEPT = (
    "originals/desk/ab/abcdef.pdf",
    "uploads/desk/0123456789abcdef0123456789abcdef/plan.pdf",
    "curation/desk.json",
    "kb/.locks/desk.lock",
    "kb/desk/CURRENT",
    ".demo-ingested",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in (*LEFT, *KEPT):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    for path in tmp_path.rglob("*"):
        os.utime(path, (0, 0))
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_killed_writes_left_goes_and_everything_else_stays(data: Path) -> None:
    sweep(data)

    assert files(data) == set(KEPT)


def test_what_is_being_written_stays(data: Path) -> None:
    fresh = data / LEFT[0]
    fresh.touch()

    sweep(data)

    assert files(data) == {*KEPT, LEFT[0]}


def test_who_holds_the_lock_sweeps_the_knowledge_bases_own_at_once(data: Path) -> None:
    (data / LEFT[0]).touch()

    swept = sweep(data, older_than_seconds=0, folders=[originals_of("desk")])

    assert swept == [data / LEFT[0]]


def test_what_only_earlier_releases_read_goes_at_once(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    for name in ("readings.sqlite", "readings.sqlite-wal", "embeddings.sqlite"):
        (tmp_path / "cache" / name).touch()

    sweep(tmp_path)

    assert files(tmp_path) == {"cache/embeddings.sqlite"}
