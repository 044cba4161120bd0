"""What could not be read is not tried again until something about it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.parsing.quarantine import Quarantine, file_digest
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.conftest import IngestHarness, ParserHere, states


class Failing:
    """Crashes on every file, as a parser does that a damaged file takes down."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def load(self, path: Path, digest: str) -> Loaded:
        self.asked.append(path.name)
        raise DocumentUnreadable("The parser crashed on this file.")


def quarantine(folder: Path, parser: Failing | ParserHere, **choices: object) -> Quarantine:
    given = {"options": LoadingOptions(), "loading": "loading-1", **choices}
    return Quarantine(parser, folder / "held.jsonl", **given)  # type: ignore[arg-type]


def refusal(reader: Quarantine, path: Path) -> str:
    with pytest.raises(DocumentUnreadable) as caught:
        reader.load(path, file_digest(path))
    return str(caught.value)


def test_a_file_that_failed_is_not_parsed_again_and_says_since_when(tmp_path: Path) -> None:
    file, parser = tmp_path / "a.pdf", Failing()
    file.write_bytes(b"damaged")
    first = refusal(quarantine(tmp_path, parser), file)

    second = refusal(quarantine(tmp_path, parser), file)

    assert parser.asked == ["a.pdf"]
    assert first == "The parser crashed on this file."
    assert second.startswith(f"{first} Not tried again since 20")


def test_it_is_tried_again_once_its_bytes_change(tmp_path: Path) -> None:
    file, parser = tmp_path / "a.pdf", Failing()
    file.write_bytes(b"damaged")
    refusal(quarantine(tmp_path, parser), file)
    file.write_bytes(b"mended")

    refusal(quarantine(tmp_path, parser), file)

    assert parser.asked == ["a.pdf", "a.pdf"]


@pytest.mark.parametrize(
    "changed",
    [
        {"options": LoadingOptions(ocr=True)},
        {"loading": "loading-2"},
        {"retry": True},
    ],
)
def test_it_is_tried_again_under_other_circumstances(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    file, parser = tmp_path / "a.pdf", Failing()
    file.write_bytes(b"damaged")
    refusal(quarantine(tmp_path, parser), file)

    refusal(quarantine(tmp_path, parser, **changed), file)

    assert parser.asked == ["a.pdf", "a.pdf"]


def test_a_file_is_known_by_the_hash_that_the_caller_took_and_is_not_hashed_again(
    tmp_path: Path,
) -> None:
    parser, nowhere = Failing(), tmp_path / "not there.pdf"
    reader = quarantine(tmp_path, parser)
    with pytest.raises(DocumentUnreadable, match="crashed"):
        reader.load(nowhere, "a" * 64)

    with pytest.raises(DocumentUnreadable, match="Not tried again"):
        reader.load(nowhere, "a" * 64)

    assert parser.asked == ["not there.pdf"]


def test_a_plan_writes_nothing_down(tmp_path: Path) -> None:
    file, parser = tmp_path / "a.pdf", Failing()
    file.write_bytes(b"damaged")

    refusal(quarantine(tmp_path, parser, read_only=True), file)

    assert not (tmp_path / "held.jsonl").exists()


def test_a_damaged_line_costs_that_line_only(tmp_path: Path) -> None:
    one, other, parser = tmp_path / "a.pdf", tmp_path / "b.pdf", Failing()
    one.write_bytes(b"damaged")
    other.write_bytes(b"damaged too")
    refusal(quarantine(tmp_path, parser), one)
    refusal(quarantine(tmp_path, parser), other)
    held = tmp_path / "held.jsonl"
    held.write_bytes(held.read_bytes()[5:])

    refusal(quarantine(tmp_path, parser), one)
    refusal(quarantine(tmp_path, parser), other)

    assert parser.asked == ["a.pdf", "b.pdf", "a.pdf"]


def test_an_ingest_reports_it_as_failed_each_time_and_reads_the_rest(
    harness: IngestHarness, tmp_path: Path
) -> None:
    harness.write("good.md", "Text.")
    (harness.docs / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    harness.ingest(parser=quarantine(tmp_path, harness.parser))
    harness.parser.asked.clear()

    report = harness.ingest(parser=quarantine(tmp_path, harness.parser))

    assert {path: state.value for path, state in states(report).items()} == {
        "bad.pdf": "failed",
        "good.md": "unchanged",
    }
    assert harness.parser.asked == []
