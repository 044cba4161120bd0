"""What stands around a text."""

from __future__ import annotations

from pathlib import Path

from transformers import AutoTokenizer

from tests.knowledge.models.local.test_loading import SHORT, TEXTS, cosines, settings
from tests.model_doubles import (
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    SUFFIX,
    last_token_rows,
)
from tests.opening import open_embedder

OVER_LONG = "The premium was not paid, and the coverage ended. " * 40


def test_queries_are_framed_as_trained_in_batches_of_mixed_length(folder: Path) -> None:
    expected = last_token_rows(folder, [f"{QUERY_PROMPT}{text}{SUFFIX}" for text in TEXTS])

    rows = open_embedder(settings(folder)).embed_queries(TEXTS)

    assert min(cosines(rows, expected)) >= 0.9999


def test_passages_are_framed_as_trained_in_batches_of_mixed_length(folder: Path) -> None:
    expected = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{text}{SUFFIX}" for text in TEXTS])

    rows = open_embedder(settings(folder)).embed_passages(TEXTS)

    assert min(cosines(rows, expected)) >= 0.9999


def test_of_an_over_long_text_the_end_is_cut_and_never_the_suffix(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    frame = len(tokenizer(DOCUMENT_PROMPT + SUFFIX)["input_ids"])
    kept = tokenizer(OVER_LONG)["input_ids"][: 128 - frame]
    expected = last_token_rows(folder, [f"{DOCUMENT_PROMPT}{tokenizer.decode(kept)}{SUFFIX}"])

    rows = open_embedder(settings(folder)).embed_passages([OVER_LONG, SHORT])

    assert cosines(rows[:1], expected)[0] >= 0.9999


def test_the_limit_leaves_room_for_the_frame(folder: Path) -> None:
    embedder = open_embedder(settings(folder))
    frame = sum(embedder.count_tokens([DOCUMENT_PROMPT + SUFFIX]))

    assert embedder.max_tokens == 128 - frame
