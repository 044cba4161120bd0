"""Words that were read off real documents with other programs and by eye, and where they stand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from labs.parsing.parsers import stretches
from labs.parsing.scores import KnownWords, ListedFile, ParserOutcome, score_parser
from tests.ingest.parsing.test_worker import DOCS, NEEDS_DOCS, loaded_once

LINES = (Path(__file__).parent / "known_words.jsonl").read_text(encoding="utf-8").splitlines()
WORDS = [KnownWords.model_validate(json.loads(line)) for line in LINES]


@cache
def outcome(path: str) -> ParserOutcome:
    return ParserOutcome(tuple(stretches(loaded_once(DOCS / path))))


@NEEDS_DOCS
@pytest.mark.parametrize("words", WORDS, ids=lambda words: f"{words.path}-{words.must_contain}")
def test_known_words_stand_in_their_place(words: KnownWords) -> None:
    files = [ListedFile(path=words.path, expected="ok")]

    scores = score_parser(lambda _path: outcome(words.path), DOCS, files, [words])

    assert scores[files[0].format].misses == []
