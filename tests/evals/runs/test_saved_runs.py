from __future__ import annotations

from pathlib import Path

import pytest

from evals.runs.saved_runs import (
    SavedQuestion,
    SavedRun,
    labels_of,
    load_run,
    run_content,
    run_names,
    save_run,
)
from knowledge.domain.errors import InputError
from tests.evals.made_runs import run_of


def saved(folder: Path, name: str) -> Path:
    content = run_of(name, [0.5, 1.0]).model_dump(mode="json")
    return save_run(folder, content, title=f"Talks {name}")


def test_a_run_is_read_back_by_its_name_by_the_end_of_it_and_by_its_file(tmp_path: Path) -> None:
    file = saved(tmp_path / "runs", "history")

    runs = [load_run(tmp_path / "runs", by) for by in (file.stem, "talks-history", str(file))]

    assert [run.name for run in runs] == [file.stem] * 3
    assert runs[0].questions == run_of("history", [0.5, 1.0]).questions


def test_runs_of_one_second_have_files_of_their_own(tmp_path: Path) -> None:
    files = [saved(tmp_path, "history") for _ in range(4)]

    assert len(set(files)) == 4
    assert run_names(tmp_path) == sorted(file.stem for file in files)


def test_an_unknown_run_is_told_with_the_latest(tmp_path: Path) -> None:
    file = saved(tmp_path, "history")

    with pytest.raises(InputError, match=f"no run 'concat'.*{file.stem}"):
        load_run(tmp_path, "concat")


def test_a_file_that_is_no_run_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('{"schema_version": 2}', encoding="utf-8")

    with pytest.raises(InputError, match="is not a run"):
        load_run(tmp_path, str(file))


def test_only_labels_with_several_values_are_broken_down_by() -> None:
    run: SavedRun = run_of("history", [0.1, 0.2, 0.3])

    assert labels_of(run.questions) == [("turn", "first"), ("turn", "later")]
    assert labels_of(run.questions[:1]) == []


TAGGED = [
    SavedQuestion(id=f"q{n}", question="?", tags=("date",), values={"words": 9, "usable": n % 2})
    for n in range(6)
] + [SavedQuestion(id="h", question="?", tags=("date", "rare"), values={"refused": 1})]


def test_tags_that_enough_questions_have_are_broken_down_by() -> None:
    assert labels_of(TAGGED) == [("label", "date")]


def test_a_run_holds_its_figures_by_group_each_over_the_questions_that_have_it() -> None:
    content = run_content({"benchmark": "talks"}, TAGGED, measures=["usable", "words"])

    run = SavedRun.model_validate(content)
    (group,) = run.groups
    assert group.name == "date"
    assert {name: each.questions for name, each in group.figures.items()} == {
        "usable": 6,
        "words": 6,
        "refused": 1,
    }
    assert list(run.figures) == ["usable", "words", "refused"]
    assert group.figures["usable"].mean == 0.5
