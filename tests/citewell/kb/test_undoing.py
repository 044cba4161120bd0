"""`citewell kb rollback`: back to an older generation; `allow` is told with the purge."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import AssistantError
from knowledge.store.edge.store import EdgeStore
from tests.citewell.kb.conftest import kb, keys


def test_rollback_brings_back_what_was_deleted(store: EdgeStore) -> None:
    kb("delete", "desk", "--document", "copays", "--yes")

    said = kb("rollback", "desk")

    assert said == "'desk' now answers from generation 1.\n"
    assert keys(store) == {"copays", "refunds"}


@pytest.mark.usefixtures("unchanged")
def test_a_generation_that_is_not_there_is_refused() -> None:
    with pytest.raises(AssistantError, match="7"):
        kb("rollback", "desk", "--to", "7")
