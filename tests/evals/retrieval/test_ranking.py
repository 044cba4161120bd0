from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.rewriting.legs import HistoryMix, JoinedMessages, LastTurn, Rewriter
from evals.benchmarks.benchmark import Benchmark, Ranked
from evals.benchmarks.folders import read_conversation_folder
from evals.retrieval.ranking import MeasuredLegs, Pipeline, fill, rank
from ingest.embedding.cache import EmbeddingCache
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from tests.builders import EMBEDDER
from tests.evals.folders import conversation_folder, folder_of_domains


@pytest.fixture
def open_readers() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def filled(folder: Path, benchmark: Benchmark, open_readers: ExitStack) -> dict[str, Reader]:
    store = EdgeStore(folder / "kb", folder / "run")
    with EmbeddingCache(folder / "vectors.sqlite", EMBEDDER.identity) as cache:
        readers = fill(store, benchmark, EMBEDDER, cache, lambda _done, _total: None)
    return {name: open_readers.enter_context(closing(r)) for name, r in readers.items()}


def ranked_by(
    rewriter: Rewriter,
    benchmark: Benchmark,
    readers: dict[str, Reader],
    legs: MeasuredLegs = MeasuredLegs.HYBRID,
) -> list[Ranked]:
    return rank(benchmark, readers, EMBEDDER, Pipeline("tried", rewriter, legs))


def test_with_no_history_the_history_ranks_exactly_as_the_question_alone(
    tmp_path: Path, open_readers: ExitStack
) -> None:
    benchmark = read_conversation_folder(conversation_folder(tmp_path / "talks"))
    readers = filled(tmp_path, benchmark, open_readers)

    with_history = ranked_by(HistoryMix(), benchmark, readers)
    alone = ranked_by(LastTurn(), benchmark, readers)

    assert with_history[0].ranking == alone[0].ranking
    assert with_history[2].ranking == alone[2].ranking
    assert with_history[1].ranking != alone[1].ranking


def test_a_follow_up_finds_by_its_history_what_its_words_do_not_say(
    tmp_path: Path, open_readers: ExitStack
) -> None:
    benchmark = read_conversation_folder(conversation_folder(tmp_path / "talks"))
    readers = filled(tmp_path, benchmark, open_readers)

    alone = ranked_by(LastTurn(), benchmark, readers, MeasuredLegs.BM25)[1]
    mixed = ranked_by(HistoryMix(), benchmark, readers, MeasuredLegs.BM25)[1]
    joined = ranked_by(JoinedMessages(), benchmark, readers, MeasuredLegs.BM25)[1]

    # Both "grace" and "spouse" speak of days; only the conversation says which are meant.
    assert {passage for passage, _ in alone.ranking} == {"grace", "spouse"}
    assert mixed.ranking[0][0] == "spouse"
    assert joined.ranking[0][0] == "spouse"


def test_the_kinds_of_legs_are_searched_apart(tmp_path: Path, open_readers: ExitStack) -> None:
    benchmark = read_conversation_folder(conversation_folder(tmp_path / "talks"))
    readers = filled(tmp_path, benchmark, open_readers)

    dense = ranked_by(LastTurn(), benchmark, readers, MeasuredLegs.DENSE)[2]
    bm25 = ranked_by(LastTurn(), benchmark, readers, MeasuredLegs.BM25)[2]

    # A dense leg ranks every passage, BM25 those that share a word.
    assert len(dense.ranking) == 3
    assert [passage for passage, _ in bm25.ranking] == ["cancel"]


def test_a_question_searches_the_corpus_of_its_domain_only(
    tmp_path: Path, open_readers: ExitStack
) -> None:
    benchmark = read_conversation_folder(folder_of_domains(tmp_path / "talks"))
    readers = filled(tmp_path, benchmark, open_readers)

    plans, people = ranked_by(LastTurn(), benchmark, readers)

    assert {passage for passage, _ in plans.ranking} == {"cancel", "grace"}
    assert {passage for passage, _ in people.ranking} == {"spouse"}


def test_stages_are_timed(tmp_path: Path, open_readers: ExitStack) -> None:
    benchmark = read_conversation_folder(conversation_folder(tmp_path / "talks"))
    readers = filled(tmp_path, benchmark, open_readers)

    ranked = ranked_by(HistoryMix(), benchmark, readers)

    assert set(ranked[0].milliseconds) == {"rewrite", "embed", "search"}


def test_the_same_corpus_is_filled_once_and_another_one_goes_elsewhere(
    tmp_path: Path, open_readers: ExitStack
) -> None:
    folder = conversation_folder(tmp_path / "talks")
    first = filled(tmp_path, read_conversation_folder(folder), open_readers)[""]
    again = filled(tmp_path, read_conversation_folder(folder), open_readers)[""]
    corpus = folder / "corpus.jsonl"
    corpus.write_text(corpus.read_text("utf-8").replace("thirty", "forty"), encoding="utf-8")

    other = filled(tmp_path, read_conversation_folder(folder), open_readers)[""]

    assert (again.name, again.generation) == (first.name, first.generation)
    assert other.name != first.name
