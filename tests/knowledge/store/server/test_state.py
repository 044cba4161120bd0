"""What a knowledge base on a server remembers."""

from __future__ import annotations

import time

import pytest
from qdrant_client import QdrantClient

from knowledge.domain.errors import KnowledgeBaseBusy
from knowledge.store.server.store import ServerStore
from tests.builders import published
from tests.contracts.store_samples import IN_MEMORY_WARNINGS, every_text
from tests.knowledge.store.server.test_store import FEES, LEASE_SECONDS, RULES, abandon

pytestmark = [
    *IN_MEMORY_WARNINGS,
    pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection"),
]


def test_a_state_that_was_long_under_way_does_not_undo_another_writers(
    client: QdrantClient,
) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    reader = published(store, "plans", FEES)
    writer = abandon(store, "plans")
    state = writer._state.state()
    assert state is not None
    time.sleep(LEASE_SECONDS + 0.2)
    published(store, "plans", RULES)

    with pytest.raises(KnowledgeBaseBusy, match="Another writer has taken over"):
        writer._state.write(state, writer._lease.token)

    assert every_text(reader) == sorted(each.text for each in [*FEES, *RULES])
