"""`citewell kb snapshot` over the REST requests of a Qdrant server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.domain.errors import ConfigurationError, InputError
from knowledge.store.server.store import ServerStore
from tests.builders import MANIFEST, passages, record, vectors
from tests.contracts.store_samples import every_text
from tests.qdrant_stub import qdrant_stub

FEES = passages("fees", ["The copay is $20."])
RULES = passages("rules", ["Ask in writing."])
OTHER = replace(MANIFEST, splitter="another")


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with one published knowledge base of two documents."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    with qdrant_stub() as url:
        monkeypatch.setenv("CITEWELL_STORE_URL", url)
        with ServerStore(url).write("desk", MANIFEST) as writer:
            writer.put(record(FEES), FEES, vectors(FEES))
            writer.put(record(RULES), RULES, vectors(RULES))
            writer.publish()
        yield url


def snapshot(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["snapshot", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def made() -> str:
    return snapshot("make", "desk").split()[1]


def seen(address: str) -> list[str]:
    with closing(ServerStore(address).open("desk")) as reader:
        return every_text(reader)


def without_rules(address: str) -> None:
    with ServerStore(address).write("desk", MANIFEST) as writer:
        writer.remove([RULES[0].document_id])
        writer.publish()


def test_a_snapshot_brings_back_what_was_there_and_writing_goes_on(address: str) -> None:
    name = made()
    without_rules(address)
    assert seen(address) == ["The copay is $20."]

    said = snapshot("restore", "desk", name)

    assert said == f"'desk' now answers from generation 1, as in {name}.\n"
    assert seen(address) == ["Ask in writing.", "The copay is $20."]
    without_rules(address)
    assert seen(address) == ["The copay is $20."]


def test_it_goes_back_over_a_rebuild_too(address: str) -> None:
    name = made()
    with ServerStore(address).rebuild("desk", OTHER) as writer:
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()

    snapshot("restore", "desk", name)

    assert seen(address) == ["Ask in writing.", "The copay is $20."]
    with closing(ServerStore(address).open("desk")) as reader:
        assert reader.manifest == MANIFEST


def test_later_snapshots_are_still_known_after_an_earlier_one_came_back(address: str) -> None:
    first = made()
    without_rules(address)
    second = made()
    snapshot("restore", "desk", first)

    listed = snapshot("list", "desk")
    snapshot("restore", "desk", second)

    assert [line.split()[0] for line in listed.splitlines()] == ["snapshot", first, second]
    assert seen(address) == ["The copay is $20."]


def test_what_was_purged_since_stays_away(address: str) -> None:
    name = made()
    purge = ["delete", "desk", "--document", "rules", "--purge", "--yes"]
    CliRunner().invoke(app, purge, catch_exceptions=False)

    snapshot("restore", "desk", name)

    assert seen(address) == ["The copay is $20."]
    assert [each.metadata.key for each in ServerStore(address).every_document("desk")] == ["fees"]


def test_a_deleted_snapshot_is_gone(address: str) -> None:
    name = made()

    snapshot("delete", "desk", name)

    assert snapshot("list", "desk").startswith("No snapshot of 'desk'.")
    with pytest.raises(InputError, match="There are: none"):
        snapshot("restore", "desk", name)
    assert seen(address) == ["Ask in writing.", "The copay is $20."]


def test_the_embedded_store_names_the_command_that_copies_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigurationError, match="citewell kb backup"):
        snapshot("list", "desk")


def purge(*more: str) -> str:
    given = ["delete", "desk", "--document", "rules", "--purge", "--yes", *more]
    result = CliRunner().invoke(app, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def collections(address: str) -> list[str]:
    found = QdrantClient(address, check_compatibility=False).get_collections().collections
    return sorted(each.name for each in found)


def test_a_purge_leaves_none_of_the_collections_that_held_it(address: str) -> None:
    before = collections(address)

    said = purge()

    assert before == ["citewell-passages-desk", "citewell-state-desk"]
    assert not set(before).intersection(collections(address))
    assert len(collections(address)) == 2
    assert seen(address) == ["The copay is $20."]
    assert "were dropped" in said
    assert "snapshot(s)" not in said


def test_a_purge_names_the_snapshots_that_may_hold_it(address: str) -> None:
    name = made()
    everything = QdrantClient(address, check_compatibility=False).create_full_snapshot()
    assert everything is not None

    said = purge()

    assert "3 snapshot(s) made before may hold it" in said
    assert f"  {name} (of citewell-state-desk)" in said
    assert f"  {everything.name} (of the whole storage)" in said


def test_a_purge_deletes_them_when_that_is_asked(address: str) -> None:
    made()
    QdrantClient(address, check_compatibility=False).create_full_snapshot()

    said = purge("--snapshots")

    assert "Deleted 3 snapshot(s) made before:" in said
    assert snapshot("list", "desk").startswith("No snapshot of 'desk'.")
    assert ServerStore(address).snapshots("desk").files() == []
    assert len(collections(address)) == 2


def test_a_snapshot_made_before_a_purge_can_be_purged_later(address: str) -> None:
    made()
    purge()

    said = purge("--snapshots")

    assert "Deleted 2 snapshot(s) made before:" in said
    assert ServerStore(address).snapshots("desk").files() == []


def test_a_document_purged_twice_over_a_restored_snapshot_stays_away(address: str) -> None:
    name = made()
    purge()
    snapshot("restore", "desk", name)

    without_fees = ["delete", "desk", "--document", "fees", "--purge", "--yes"]
    CliRunner().invoke(app, without_fees, catch_exceptions=False)

    assert seen(address) == []
    assert len(collections(address)) == 2
