"""The data folder is its user's own."""

from __future__ import annotations

from pathlib import Path

from citewell.doctor.checks import State, check_data_folder
from knowledge.data_folder import open_to_others, private_folder
from knowledge.jobs import open_jobs
from knowledge.settings import Settings
from knowledge.stores import open_store
from tests.builders import passage, published


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

    published(open_store(Settings(_env_file=None, data_dir=first)), "desk", [passage("A.")]).close()
    open_jobs(Settings(_env_file=None, data_dir=second)).close()

    assert [open_to_others(first), open_to_others(second)] == ["", ""]


def test_a_store_that_is_only_looked_into_makes_no_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"

    assert open_store(Settings(_env_file=None, data_dir=data)).names() == []
    assert not data.exists()
