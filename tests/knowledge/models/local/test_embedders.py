from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.flat_settings import settings_with
from tests.opening import open_embedder

TEXTS = ["short", "a text of several more words than the first one has", "grace period " * 90] * 8


@pytest.mark.parametrize("backend", ["torch", "openvino"])
def test_counting_tokens_in_another_thread_does_not_disturb_embedding(backend: str) -> None:
    embedder = open_embedder(settings_with(embedding_backend=backend, embedding_device="cpu"))
    alone = embedder.embed_passages(TEXTS)
    stop = threading.Event()
    counted: list[int] = []

    def count() -> None:
        while not stop.is_set():
            counted.append(sum(embedder.count_tokens(TEXTS)))

    counting = threading.Thread(target=count, daemon=True)
    counting.start()
    try:
        together = [embedder.embed_passages(TEXTS) for _ in range(2)]
    finally:
        stop.set()
        counting.join()

    np.testing.assert_allclose(np.stack(together), np.stack([alone] * 2), atol=1e-5)
    assert len(set(counted)) == 1
