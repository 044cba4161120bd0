"""`citewell kb snapshot` over the REST requests of a Qdrant server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.errors import ConfigurationError, InputError
from knowledge.server.store import ServerStore
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
    assert [each.facts.key for each in ServerStore(address).every_document("desk")] == ["fees"]


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
