"""`citewell kb replicas` and `citewell doctor` on a cluster of three nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.doctor.checks import State
from citewell.doctor.store import check_store
from citewell.kb.command import app
from knowledge.domain.errors import ConfigurationError, InputError, StoreUnavailable
from knowledge.settings.settings import Settings
from knowledge.store.server.schema import Layout
from knowledge.store.server.store import ServerStore
from tests.builders import passages, published
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.qdrant_cluster import Cluster
from tests.qdrant_stub import qdrant_stub

pytestmark = IN_MEMORY_WARNINGS

FEES = passages("fees.md", ["The fee is $10."])


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Three nodes with one knowledge base, each shard on one of them; asked is the second."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITEWELL_STORE_WAIT_SECONDS", "0")
    monkeypatch.setenv("CITEWELL_DEFAULT_KB", "desk")
    monkeypatch.chdir(tmp_path)
    made = Cluster(nodes=3)
    with qdrant_stub(made.client(1)) as url:
        monkeypatch.setenv("CITEWELL_STORE_URL", url)
        published(ServerStore(made.client(1), layout=Layout(shards=2, replicas=1)), "desk", FEES)
        yield made


def replicas(*arguments: str) -> list[str]:
    given = ["replicas", "desk", *arguments]
    result = CliRunner().invoke(app, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def checked() -> dict[str, tuple[State, str, str]]:
    return {each.subject: (each.state, each.found, each.advice) for each in check_store(Settings())}


def test_it_shows_which_nodes_hold_what(cluster: Cluster) -> None:
    assert replicas() == [
        "collection shard whole on nodes not on",
        "citewell-passages-desk 0 101 none",
        "citewell-passages-desk 1 102 none",
        "citewell-state-desk 0 101 none",
        "3 of 3 nodes answer; no more may die for searches, no more may die for writes",
    ]


def test_more_replicas_are_made_of_what_is_there(cluster: Cluster) -> None:
    said = replicas("--to", "3", "--write-consistency", "2")

    assert said[0] == "copying shard 0 of citewell-passages-desk to node 103"
    assert said[-1] == (
        "3 of 3 nodes answer; 2 more may die for searches, 1 more may die for writes"
    )
    cluster.kill(0)
    cluster.kill(2)
    assert every_text(ServerStore(cluster.client(1)).open("desk")) == ["The fee is $10."]
    assert {each.params["write_consistency_factor"] for each in cluster.collections.values()} == {2}


def test_fewer_are_dropped(cluster: Cluster) -> None:
    replicas("--to", "3")

    replicas("--to", "2")

    held = [len(shard.replicas) for each in cluster.collections.values() for shard in each.shards]
    assert held == [2, 2, 2]


@pytest.mark.parametrize("wanted", [["--to", "4"], ["--to", "1", "--write-consistency", "2"]])
def test_what_the_nodes_cannot_do_is_refused(cluster: Cluster, wanted: list[str]) -> None:
    with pytest.raises(InputError, match=r"4 replicas need|2 replicas cannot confirm"):
        replicas(*wanted)


def test_a_server_by_itself_is_told_from_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with qdrant_stub() as url:
        monkeypatch.setenv("CITEWELL_STORE_URL", url)
        published(ServerStore(url), "desk", FEES)

        shown = replicas()
        with pytest.raises(ConfigurationError, match="not a cluster"):
            replicas("--to", "2")

    assert shown == ["The server is a single server, not a cluster: it keeps one copy."]


def test_doctor_says_how_many_nodes_may_die(cluster: Cluster) -> None:
    before = checked()["replicas of desk"]
    replicas("--to", "3")

    after = checked()["replicas of desk"]

    assert before == (
        State.WARNING,
        "3 of 3 nodes answer; no more may die for searches, no more may die for writes",
        "Keep more replicas: citewell kb replicas desk --to 3 (docs/operators/server.md).",
    )
    assert after == (
        State.OK,
        "3 of 3 nodes answer; 2 more may die for searches, 1 more may die for writes",
        "",
    )


@pytest.mark.parametrize(
    ("release", "state"),
    [
        ("1.20.3", State.OK),
        ("1.19.0", State.OK),
        ("1.18.0", State.WARNING),
        ("1.17.0", State.WARNING),
        ("2.0.0", State.WARNING),
        ("dev", State.WARNING),
    ],
)
def test_doctor_warns_of_a_server_far_from_the_client(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, release: str, state: State
) -> None:
    monkeypatch.setattr("citewell.doctor.store.version", lambda _: "1.20.0")
    monkeypatch.setattr("tests.qdrant_stub._ABOUT", {"title": "qdrant", "version": release})

    found = checked()["Qdrant"]

    assert found[:2] == (state, f"server {release}, client 1.20.0")


def test_doctor_names_a_dead_node(cluster: Cluster) -> None:
    replicas("--to", "3")
    cluster.kill(2)

    found = checked()

    assert found["cluster"][1] == "no answer from node 103 (http://node-103:6335/)"
    assert found["replicas of desk"][1] == (
        "2 of 3 nodes answer; 1 more may die for searches, no more may die for writes"
    )


def test_a_search_says_which_shard_died_with_which_node(cluster: Cluster) -> None:
    reader = ServerStore(cluster.client(1)).open("desk")
    cluster.kill(0)

    with pytest.raises(StoreUnavailable) as caught:
        reader.count()

    assert str(caught.value) == (
        "The Qdrant server at the given client has only a part of its data: Node 101 "
        "(http://node-101:6335/) does not answer. No copy is left of shard 0 of "
        "citewell-passages-desk, shard 0 of citewell-state-desk. Start the dead node again; with "
        "more replicas (citewell kb replicas) one node may die, see docs/operators/server.md."
    )
