"""The embedding models known by name."""

from __future__ import annotations

import pytest

from knowledge.models.catalogue.embedders import CATALOGUE, Backend, ModelEntry, entry_named


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_an_entry_says_what_its_model_needs(entry: ModelEntry) -> None:
    assert entry.source
    assert entry.licence
    assert entry.max_tokens > 0
    assert min(entry.dimensions) > 0


def test_a_local_model_is_found_by_its_hub_id_and_a_service_by_its_name_only() -> None:
    local = [each for each in CATALOGUE.values() if each.backend is Backend.LOCAL]
    served = [each for each in CATALOGUE.values() if each.backend is Backend.OPENAI]

    assert [entry_named(each.source) for each in local] == local
    assert [entry_named(each.name) for each in served] == served
    assert [entry_named(each.source) for each in served] == [None] * len(served)
    assert entry_named("nobody/knows-it") is None


def test_an_older_hub_id_still_names_its_model() -> None:
    renamed = [each for each in CATALOGUE.values() if each.older_sources]

    assert renamed
    assert [entry_named(each.older_sources[0]) for each in renamed] == renamed
