"""The demo ingests once, again only after a change, and then opens the chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from citewell.demo import SAMPLE, app
from knowledge.common.lazy_commands import LazyCommand
from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.builders import manifest_of, passage, published, record, vectors

INGESTED = "Ingesting the sample documents into the knowledge base 'demo' ..."
UNCHANGED = "The sample documents are in the knowledge base 'demo' already."


class ScriptedJobs:
    """Stands in for the jobs: ingest publishes a passage, the chat notes its opening."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.called: list[str] = []
        self.ingest_exit_code = 0
        self.moved_from: list[str] | None = None

    def load(self, job: LazyCommand) -> typer.Typer:
        made = typer.Typer()
        scripted: dict[str, Callable[..., None]] = {"ingest": self.ingest, "chat": self.chat}
        made.command()(scripted[job.name])
        return made

    def ingest(
        self,
        path: Path,
        kb: Annotated[str, typer.Option()],
        moved_from: Annotated[list[str] | None, typer.Option()] = None,
    ) -> None:
        self.called.append(f"ingest {path.name} --kb {kb}")
        self.moved_from = moved_from
        if self.ingest_exit_code:
            raise typer.Exit(self.ingest_exit_code)
        store = EdgeStore(self.data / "kb")
        published(store, kb, [passage("A sample.")], manifest=manifest_of("minilm")).close()

    def chat(self) -> None:
        self.called.append("chat")


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedJobs:
    """The scripted jobs in place, an empty data folder, and a sample of one document."""
    jobs = ScriptedJobs(tmp_path / "data")
    sample = tmp_path / "documents"
    sample.mkdir()
    (sample / "copays.md").write_text("Copays are $20.")
    monkeypatch.setattr("citewell.demo.load_command", jobs.load)
    monkeypatch.setattr("citewell.demo.SAMPLE", sample)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(jobs.data))
    monkeypatch.chdir(tmp_path)
    return jobs


def run_demo() -> list[str]:
    """Run `citewell demo` and return its lines."""
    result = CliRunner().invoke(app, [], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_the_first_run_ingests_and_opens_the_chat(jobs: ScriptedJobs) -> None:
    lines = run_demo()

    assert lines[0] == INGESTED
    assert jobs.called == ["ingest documents --kb demo", "chat"]


def test_the_second_run_only_opens_the_chat(jobs: ScriptedJobs) -> None:
    run_demo()
    jobs.called.clear()

    lines = run_demo()

    assert lines[0] == UNCHANGED
    assert jobs.called == ["chat"]


def test_a_changed_document_is_ingested_again(jobs: ScriptedJobs, tmp_path: Path) -> None:
    run_demo()
    (tmp_path / "documents" / "copays.md").write_text("Copays are $25.")

    assert run_demo()[0] == INGESTED


def test_another_setting_is_ingested_again(
    jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_demo()
    monkeypatch.setenv("CITEWELL_PASSAGE_TOKENS", "100")

    assert run_demo()[0] == INGESTED


def test_a_knowledge_base_that_was_deleted_is_made_again(jobs: ScriptedJobs) -> None:
    run_demo()
    EdgeStore(jobs.data / "kb").drop("demo")

    assert run_demo()[0] == INGESTED


def test_the_sample_that_was_ingested_from_another_folder_is_taken_over(jobs: ScriptedJobs) -> None:
    store = EdgeStore(jobs.data / "kb")
    sample = [passage("A sample.", document_key="copays.md")]
    own = [
        replace(passage("My own.", document_key=f"own/{key}"), source=key)
        for key in ("copays.md", "a.md")
    ]
    with store.write("demo", manifest_of("minilm")) as writer:
        writer.put(record(sample, root="/elsewhere"), sample, vectors(sample))
        for each in own:
            writer.put(record([each], root="/own"), [each], vectors([each]))
        writer.publish()

    run_demo()

    assert jobs.moved_from == ["/elsewhere"]
    assert jobs.called == ["ingest documents --kb demo", "chat"]


def test_an_ingest_that_fails_opens_no_chat_and_is_tried_again(jobs: ScriptedJobs) -> None:
    jobs.ingest_exit_code = 3

    failed = CliRunner().invoke(app, [], catch_exceptions=False)

    assert failed.exit_code == 3
    assert jobs.called == ["ingest documents --kb demo"]
    jobs.ingest_exit_code = 0
    assert run_demo()[0] == INGESTED


def test_without_the_sample_it_says_where_it_comes_from(
    jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citewell.demo.SAMPLE", Path("/nowhere"))

    with pytest.raises(InputError, match="come with the repository"):
        run_demo()

    assert jobs.called == []


def test_the_sample_is_in_the_checkout() -> None:
    assert sum(1 for path in SAMPLE.rglob("*") if path.is_file()) > 30
