"""`citewell kb hide` and `correct`, and the ingest that follows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from ingest.command import app as ingest_app
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.store.edge.store import EdgeStore
from tests.fakes import HashingEmbedder

TEXT = "# Fees\n\nThe copay is $20.\n\n# Appeals\n\nWrite to us.\n"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one document, ingested."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ingest.command.open_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setattr("operations.curation.open_embedder", lambda *_: HashingEmbedder())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "fees.md").write_text(TEXT)
    ingest(tmp_path / "docs")
    return tmp_path / "docs"


def ingest(docs: Path) -> None:
    CliRunner().invoke(ingest_app, [str(docs), "--kb", "desk"], catch_exceptions=False)


def kb(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--kb", "desk"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def shown(docs: Path) -> list[Passage]:
    with closing(EdgeStore(docs.parent / "data" / "kb").open("desk")) as reader:
        return sorted(reader.all_passages(), key=lambda each: each.position)


def texts(docs: Path) -> list[str]:
    return [passage.text for passage in shown(docs)]


def test_a_hidden_passage_stays_hidden_when_its_document_changes(docs: Path) -> None:
    kb("hide", shown(docs)[0].id)
    hidden = texts(docs)
    (docs / "fees.md").write_text(f"{TEXT}\n# More\n\nNew words.\n")

    ingest(docs)

    assert hidden == ["Write to us."]
    assert texts(docs) == ["Write to us.", "New words."]
    assert "everything is as it should be" in kb("verify")


def test_a_correction_stays_when_its_place_changes(docs: Path) -> None:
    kb("correct", shown(docs)[0].id, "The copay is $25.")
    corrected = texts(docs)
    (docs / "fees.md").write_text(f"# First\n\nNew words.\n\n{TEXT}")

    ingest(docs)

    assert corrected == ["The copay is $25.", "Write to us."]
    assert texts(docs) == ["New words.", "The copay is $25.", "Write to us."]
    assert "everything is as it should be" in kb("verify")


def test_a_corrected_passage_can_be_corrected_again_and_hidden(docs: Path) -> None:
    kb("correct", shown(docs)[0].id, "The copay is $25.")
    kb("correct", shown(docs)[0].id, "The copay is $30.")
    again = texts(docs)

    kb("hide", shown(docs)[0].id)

    assert again == ["The copay is $30.", "Write to us."]
    assert texts(docs) == ["Write to us."]
    assert kb("curated").splitlines()[1].split()[-1] == "(hidden)"


def test_a_purge_forgets_corrections_too(docs: Path) -> None:
    kb("correct", shown(docs)[0].id, "The copay for Jordan Example is $25.")

    result = CliRunner().invoke(
        app, ["delete", "desk", "--document", "fees.md", "--purge", "--yes"], catch_exceptions=False
    )

    assert result.exit_code == 0, result.output
    assert kb("curated") == "Nothing is hidden or corrected in 'desk'.\n"


def test_what_was_hidden_comes_back_where_it_stands_now(docs: Path) -> None:
    kb("hide", shown(docs)[0].id)
    (docs / "fees.md").write_text(f"# First\n\nNew words.\n\n{TEXT}")
    ingest(docs)

    kb("uncurate", "1")

    assert texts(docs) == ["New words.", "The copay is $20.", "Write to us."]
    assert kb("curated") == "Nothing is hidden or corrected in 'desk'.\n"
    assert "everything is as it should be" in kb("verify")


def test_what_was_corrected_is_as_the_document_has_it_again(docs: Path) -> None:
    kb("correct", shown(docs)[0].id, "The copay is $25.")
    kb("correct", shown(docs)[1].id, "Call us.")

    kb("uncurate", "1")

    assert texts(docs) == ["The copay is $20.", "Call us."]


@pytest.mark.parametrize("number", ["0", "2"])
def test_an_entry_that_is_not_there_is_refused(docs: Path, number: str) -> None:
    kb("hide", shown(docs)[0].id)

    with pytest.raises(InputError, match=f"no entry {number}"):
        kb("uncurate", number)

    assert texts(docs) == ["Write to us."]


def test_without_the_file_nothing_is_taken_back(docs: Path) -> None:
    kb("hide", shown(docs)[0].id)
    (docs / "fees.md").unlink()

    with pytest.raises(InputError, match=r"fees\.md.*not where it was"):
        kb("uncurate", "1")

    assert "(hidden)" in kb("curated")


def test_an_unknown_passage_is_refused(docs: Path) -> None:
    with pytest.raises(InputError, match="holds no passage 'nope'"):
        kb("hide", "nope")

    assert len(texts(docs)) == 2
