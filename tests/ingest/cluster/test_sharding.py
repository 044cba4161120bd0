"""An ingest over several machines: shares, the coordinator, and what goes wrong between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from ingest.changes.scan import FoundFile
from ingest.cluster.sharding import FileShare, begin, finish, ingest_share
from ingest.pipeline.ingest import IngestTools, ingest
from ingest.report.report import FileState
from knowledge.domain.errors import (
    ConfigurationError,
    InputError,
    KnowledgeBaseBusy,
    KnowledgeBaseMissing,
)
from knowledge.store.server.store import ServerStore
from tests.contracts.store_samples import IN_MEMORY_WARNINGS
from tests.ingest.conftest import IngestHarness, states

pytestmark = IN_MEMORY_WARNINGS

NAMES = tuple(f"{n}.md" for n in range(12))


@pytest.fixture
def server() -> Iterator[ServerStore]:
    client = QdrantClient(":memory:")
    yield ServerStore(client)
    client.close()


@pytest.fixture
def tools(harness: IngestHarness, server: ServerStore) -> IngestTools:
    for name in NAMES:
        harness.write(name, f"# {name}\n\nRule {name} holds.\n")
    return replace(harness.tools, store=server)


def texts(server: ServerStore) -> list[str]:
    reader = server.open("kb")
    return sorted(passage.text for passage in reader.all_passages())


def every_rule(*names: str) -> list[str]:
    return sorted(f"Rule {name} holds." for name in names or NAMES)


def test_each_file_belongs_to_exactly_one_share() -> None:
    files = [FoundFile(Path("/x") / name, Path("/x"), name) for name in map(str, range(500))]

    taken = [[FileShare(i, 7).takes(file) for i in range(1, 8)] for file in files]

    assert [sum(row) for row in taken] == [1] * 500
    assert all(sum(column) > 30 for column in zip(*taken, strict=True))  # none is left idle


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "1/99999", ""])
def test_what_is_no_share_is_refused_with_its_value(text: str) -> None:
    with pytest.raises(InputError, match="is not a share") as caught:
        FileShare.parse(text)

    assert repr(text) in str(caught.value)


def test_nothing_shows_before_the_coordinator_finishes(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    begin(server, harness.target, 2)
    ingest_share([harness.docs], harness.target, tools, FileShare(1, 2))
    ingest_share([harness.docs], harness.target, tools, FileShare(2, 2))
    with pytest.raises(KnowledgeBaseMissing):
        server.open("kb")

    report = finish([harness.docs], harness.target, tools)

    assert texts(server) == every_rule()
    assert set(states(report).values()) == {FileState.UNCHANGED}
    assert report.embedded == 0


def test_a_repeated_share_writes_nothing_twice(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    begin(server, harness.target, 1)
    ingest_share([harness.docs], harness.target, tools, FileShare(1, 1))

    again = ingest_share([harness.docs], harness.target, tools, FileShare(1, 1))

    assert set(states(again).values()) == {FileState.UNCHANGED}
    finish([harness.docs], harness.target, tools)
    assert texts(server) == every_rule()


def test_missing_shares_are_named_and_taken_in_only_when_asked(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    begin(server, harness.target, 3)
    ingest_share([harness.docs], harness.target, tools, FileShare(2, 3))

    with pytest.raises(KnowledgeBaseBusy, match=r"2 of the 3 shares .* 1, 3\."):
        finish([harness.docs], harness.target, tools)
    finish([harness.docs], harness.target, tools, take_rest=True)

    assert texts(server) == every_rule()


def test_a_second_sharded_run_removes_what_has_vanished_and_replaces_what_changed(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    ingest([harness.docs], harness.target, tools)
    (harness.docs / "3.md").unlink()
    harness.write("5.md", "# 5\n\nAnother rule.\n")
    begin(server, harness.target, 2)
    ingest_share([harness.docs], harness.target, tools, FileShare(1, 2))
    ingest_share([harness.docs], harness.target, tools, FileShare(2, 2))
    assert texts(server) == every_rule()  # readers still see the old state

    finish([harness.docs], harness.target, tools)

    left = [name for name in NAMES if name not in {"3.md", "5.md"}]
    assert texts(server) == ["Another rule.", *every_rule(*left)]
    assert server.rollback("kb") == 1
    assert texts(server) == every_rule()


def test_other_writers_are_kept_out_until_it_ends(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    begin(server, harness.target, 2)

    with pytest.raises(KnowledgeBaseBusy, match=r"into 2 shares .* --shard finish"):
        ingest([harness.docs], harness.target, tools)

    assert server.drafts("kb").draft() is not None


def test_an_aborted_one_leaves_the_published_state(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    ingest([harness.docs], harness.target, tools)
    harness.write("5.md", "# 5\n\nAnother rule.\n")
    begin(server, harness.target, 1)
    ingest_share([harness.docs], harness.target, tools, FileShare(1, 1))

    server.abort_draft("kb")

    assert texts(server) == every_rule()
    report = ingest([harness.docs], harness.target, tools)
    assert states(report)["5.md"] is FileState.CHANGED


def test_a_worker_that_comes_too_late_writes_nothing(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    ingest([harness.docs], harness.target, tools)
    begin(server, harness.target, 1)
    with server.write_share("kb", harness.target.manifest) as late:
        finish([harness.docs], harness.target, tools, take_rest=True)

        with pytest.raises(KnowledgeBaseBusy, match="was finished or dropped"):
            late.remove([late.documents()[0].id])

    assert texts(server) == every_rule()


def test_a_share_of_another_count_is_refused(
    harness: IngestHarness, server: ServerStore, tools: IngestTools
) -> None:
    begin(server, harness.target, 2)

    with pytest.raises(InputError, match="has 2 shares"):
        ingest_share([harness.docs], harness.target, tools, FileShare(1, 3))


def test_originals_end_up_where_the_coordinator_is(
    harness: IngestHarness, server: ServerStore, tools: IngestTools, tmp_path: Path
) -> None:
    elsewhere = replace(tools, originals=type(tools.originals)(tmp_path / "elsewhere"))
    begin(server, harness.target, 1)
    ingest_share([harness.docs], harness.target, elsewhere, FileShare(1, 1))

    finish([harness.docs], harness.target, tools)

    hashes = [record.content_hash for record in server.every_document("kb")]
    assert all(tools.originals.find(each) is not None for each in hashes)


def test_the_embedded_store_is_refused(harness: IngestHarness) -> None:
    with pytest.raises(ConfigurationError, match="CITEWELL_STORE_URL"):
        begin(harness.tools.store, harness.target, 2)
