from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.report.progress import NoProgress, ProgressFile
from ingest.watch import signature_of, watch
from knowledge.domain.errors import InputError
from tests.citewell.schemas import faults
from tests.ingest.conftest import IngestHarness


class Ended(Exception):
    """Ends the watching, which has no end of its own."""


class Script:
    """Does one thing at each wait, then ends; counts the runs."""

    def __init__(self, *steps: object) -> None:
        self.steps = list(steps)
        self.runs = 0

    def run(self) -> None:
        self.runs += 1

    def wait(self) -> None:
        if not self.steps:
            raise Ended
        step = self.steps.pop(0)
        if callable(step):
            step()


def watched(folder: Path, *steps: object) -> int:
    script = Script(*steps)
    with pytest.raises(Ended):
        watch([folder], script.run, script.wait)
    return script.runs


def test_nothing_changed_is_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")

    assert watched(tmp_path, None, None, None) == 1


def test_a_change_is_run_once_it_has_come_to_rest(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("Text.")

    still_changing = watched(tmp_path, lambda: file.write_text("Longer text."))
    at_rest = watched(tmp_path, lambda: file.write_text("Text once more."), None, None)

    assert (still_changing, at_rest) == (1, 2)


def test_a_file_that_came_or_went_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")
    first = signature_of([tmp_path])
    (tmp_path / "b.md").write_text("Text.")
    second = signature_of([tmp_path])
    (tmp_path / "a.md").unlink()

    assert len({first, second, signature_of([tmp_path])}) == 3
    assert signature_of([tmp_path / "gone"]) == frozenset()


def test_the_progress_file_tells_what_became_of_each_file(
    harness: IngestHarness, tmp_path: Path
) -> None:
    harness.write("a.md", "Text.")
    harness.write("bad.pdf", "x")
    path = tmp_path / "progress.json"

    with ProgressFile(path, "kb", NoProgress()) as file:
        file.tell(harness.ingest(progress=file))

    told = json.loads(path.read_text())
    assert faults(told, "ingest-progress") == []
    assert (told["state"], told["files_read"], told["passages_embedded"]) == ("finished", 2, 1)
    assert {each["path"]: each["state"] for each in told["files"]} == {
        "a.md": "added",
        "bad.pdf": "failed",
    }
    assert [each["path"] for each in told["failures"]] == ["bad.pdf"]


def test_the_progress_file_is_written_while_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    moments = iter(range(100))

    with ProgressFile(path, "kb", NoProgress(), clock=lambda: float(next(moments))) as file:
        file.reading(1, 4, "b.md")
        told = json.loads(path.read_text())

    assert faults(told, "ingest-progress") == []
    assert (told["state"], told["files_read"], told["current_file"]) == ("running", 1, "b.md")
    assert told["seconds_left"] > 0


def test_a_failed_run_says_so_in_the_progress_file(harness: IngestHarness, tmp_path: Path) -> None:
    path = tmp_path / "progress.json"

    with pytest.raises(InputError), ProgressFile(path, "kb", NoProgress()) as file:
        harness.ingest(progress=file)

    told = json.loads(path.read_text())
    assert told["state"] == "failed"
    assert "There are no files" in told["error"]
