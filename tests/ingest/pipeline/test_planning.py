from __future__ import annotations

from pathlib import Path

import pytest

from ingest.embedding.cache import EmbeddingCache
from ingest.pipeline.planning import plan
from ingest.report.report import FileState, Plan
from knowledge.domain.errors import KnowledgeBaseMismatch
from tests.citewell.schemas import faults
from tests.ingest.conftest import IngestHarness


def planned(harness: IngestHarness, **options: float) -> Plan:
    return plan([harness.docs], harness.target, harness.tools, **options)


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "runtime" not in path.parts
    }


def test_a_plan_tells_what_would_change_and_writes_nothing(
    harness: IngestHarness, tmp_path: Path
) -> None:
    harness.write("stays.md", "Stays.")
    harness.write("changes.md", "Old.")
    harness.write("goes.md", "Goes.").touch()
    harness.ingest()
    harness.write("changes.md", "New words here.")
    harness.write("comes.md", "Comes.")
    (harness.docs / "goes.md").unlink()
    before = snapshot(tmp_path)

    found = planned(harness)

    assert {file.path: file.state for file in found.files} == {
        "stays.md": FileState.UNCHANGED,
        "changes.md": FileState.CHANGED,
        "comes.md": FileState.ADDED,
        "goes.md": FileState.REMOVED,
    }
    assert (found.passages, found.to_embed) == (2, 2)
    assert snapshot(tmp_path) == before


def test_a_plan_counts_only_what_is_not_embedded_yet(harness: IngestHarness) -> None:
    harness.write("a.md", "---\ntitle: T\n---\nSame words.")
    harness.ingest()
    harness.write("b.md", "---\ntitle: T\n---\nSame words.")
    harness.write("c.md", "---\ntitle: T\n---\nFour words are new.")
    harness.write("d.md", "---\ntitle: T\n---\nFour words are new.")

    found = planned(harness, passages_per_second=4.0, price_per_million_tokens=1_000_000.0)

    assert (found.passages, found.to_embed, found.tokens) == (3, 1, 6)
    assert (found.seconds, found.price) == (0.25, 6.0)


def test_without_a_measured_rate_no_time_is_told(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")

    found = planned(harness)

    assert (found.seconds, found.price) == (None, None)


def test_a_program_can_read_a_plan(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")

    assert faults(planned(harness).to_json(), "ingest-plan") == []


def test_a_plan_names_what_a_run_would_ask_for(harness: IngestHarness) -> None:
    paths = [harness.write(f"{name}.md", f"Text {name}.") for name in "abc"]
    harness.ingest()
    paths[0].unlink()
    paths[1].unlink()

    found = planned(harness)

    assert found.large_removals == (
        f"2 of the 3 documents from {str(harness.docs)!r} would be removed, since their files are "
        "not "
        "there any more.",
    )


def test_a_plan_for_other_settings_is_refused_as_the_run_would_be(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")
    harness.ingest()
    harness.target = type(harness.target)(
        harness.target.name,
        type(harness.target.manifest)(harness.target.manifest.embedder, "other"),
        harness.target.limit,
    )

    with pytest.raises(KnowledgeBaseMismatch):
        planned(harness)


def test_a_cache_opened_for_a_plan_is_not_made(tmp_path: Path, harness: IngestHarness) -> None:
    path = tmp_path / "no" / "cache.sqlite"

    with EmbeddingCache(path, harness.embedder.identity, read_only=True) as cache:
        assert cache.get(["text"]) == {}

    assert not path.parent.exists()
