"""The store and its knowledge bases, looked at by the doctor."""

from __future__ import annotations

from pathlib import Path

from citewell.doctor.checks import (
    Check,
    State,
)
from citewell.doctor.store import check_store
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from tests.builders import manifest_of, passage, published
from tests.flat_settings import settings_with

REFUNDS = [passage("Refunds take ten days.")]


def test_an_empty_store_is_well_and_says_how_to_fill_it() -> None:
    store, default = check_store(Settings())

    assert store.state is State.OK
    assert (default.state, default.advice.split(";")[0]) == (
        State.WARNING,
        "Make it: citewell demo",
    )


def test_a_knowledge_base_made_with_another_model_is_said(desk: Path) -> None:
    store = EdgeStore(desk / "kb")
    published(store, "demo", REFUNDS, manifest=manifest_of("medembed-small")).close()

    _, check = check_store(Settings())

    assert check.state is State.WARNING
    assert "'minilm'" in check.advice
    assert "'medembed-small'" in check.advice


def test_a_knowledge_base_that_fits_is_well(desk: Path) -> None:
    store = EdgeStore(desk / "kb")
    published(store, "demo", REFUNDS, manifest=manifest_of("minilm")).close()

    _, check = check_store(Settings())

    assert check == Check(
        "knowledge base demo", State.OK, "1 documents, 1 passages, generation 1, minilm"
    )


def test_a_server_that_cannot_be_reached_is_wrong() -> None:
    [check] = check_store(settings_with(store_url="http://user:secret-1@127.0.0.1:9"))

    assert check.state is State.WRONG
    assert check.found.startswith("Qdrant server at http://127.0.0.1:9: ")
    assert "secret-1" not in check.found
