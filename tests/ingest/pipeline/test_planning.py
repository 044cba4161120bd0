from __future__ import annotations

from pathlib import Path

import pytest

from ingest.embedding.cache import EmbeddingCache
from ingest.pipeline.planning import plan
from ingest.report.report import FileState, Plan
from knowledge.domain.errors import KnowledgeBaseMismatch
from tests.citewell.schemas import faults
from tests.ingest.conftest import Desk


def planned(desk: Desk, **options: float) -> Plan:
    return plan([desk.docs], desk.target, desk.tools, **options)


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "runtime" not in path.parts
    }


def test_a_plan_tells_what_would_change_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.write("stays.md", "Stays.")
    desk.write("changes.md", "Old.")
    desk.write("goes.md", "Goes.").touch()
    desk.ingest()
    desk.write("changes.md", "New words here.")
    desk.write("comes.md", "Comes.")
    (desk.docs / "goes.md").unlink()
    before = snapshot(tmp_path)

    found = planned(desk)

    assert {file.path: file.state for file in found.files} == {
        "stays.md": FileState.UNCHANGED,
        "changes.md": FileState.CHANGED,
        "comes.md": FileState.ADDED,
        "goes.md": FileState.REMOVED,
    }
    assert (found.passages, found.to_embed) == (2, 2)
    assert snapshot(tmp_path) == before


def test_a_plan_counts_only_what_is_not_embedded_yet(desk: Desk) -> None:
    desk.write("a.md", "---\ntitle: T\n---\nSame words.")
    desk.ingest()
    desk.write("b.md", "---\ntitle: T\n---\nSame words.")
    desk.write("c.md", "---\ntitle: T\n---\nFour words are new.")
    desk.write("d.md", "---\ntitle: T\n---\nFour words are new.")

    found = planned(desk, passages_per_second=4.0, price_per_million_tokens=1_000_000.0)

    assert (found.passages, found.to_embed, found.tokens) == (3, 1, 6)
    assert (found.seconds, found.price) == (0.25, 6.0)


def test_without_a_measured_rate_no_time_is_told(desk: Desk) -> None:
    desk.write("a.md", "Text.")

    found = planned(desk)

    assert (found.seconds, found.price) == (None, None)


def test_a_program_can_read_a_plan(desk: Desk) -> None:
    desk.write("a.md", "Text.")

    assert faults(planned(desk).to_json(), "ingest-plan") == []


def test_a_plan_names_what_a_run_would_ask_for(desk: Desk) -> None:
    paths = [desk.write(f"{name}.md", f"Text {name}.") for name in "abc"]
    desk.ingest()
    paths[0].unlink()
    paths[1].unlink()

    found = planned(desk)

    assert found.large_removals == (
        f"2 of the 3 documents from {str(desk.docs)!r} would be removed, since their files are not "
        "there any more.",
    )


def test_a_plan_for_other_settings_is_refused_as_the_run_would_be(desk: Desk) -> None:
    desk.write("a.md", "Text.")
    desk.ingest()
    desk.target = type(desk.target)(
        desk.target.name,
        type(desk.target.manifest)(desk.target.manifest.embedder, "other"),
        desk.target.limit,
    )

    with pytest.raises(KnowledgeBaseMismatch):
        planned(desk)


def test_a_cache_opened_for_a_plan_is_not_made(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "no" / "cache.sqlite"

    with EmbeddingCache(path, desk.embedder.identity, read_only=True) as cache:
        assert cache.get(["text"]) == {}

    assert not path.parent.exists()
