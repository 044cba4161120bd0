"""The second look at hits: its order, its time budget, and who plays it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.domain.queries import Filters, Hit, Leg, LegKind, Query
from knowledge.models.reranking import OutOfTime, Pace, TimedReranking
from knowledge.opening.rerankers import timed_reranking
from knowledge.search.retriever import Retriever
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from tests.builders import EMBEDDER, ENCODER, passage, passages, published
from tests.flat_settings import settings_with

GUIDE = passages("guide.md", ["A spouse may be added.", "The form is HL-214.", "Pets are not."])
LONGEST_FIRST = (Hit(passage("three"), 0.9), Hit(passage("two"), 0.5))
HITS = tuple(Hit(passage(text), 1.0 - n / 10) for n, text in enumerate(["one", "two", "three"]))

THE_FORM = (Leg(LegKind.DENSE, (("the form", 1.0),)),)


@dataclass
class ByLength:
    """Likes short texts; may wait at a gate, or fail."""

    name: str = "by length"
    error: Exception | None = None
    gate: Event | None = None
    answered: bool = False

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        if self.gate:
            self.gate.wait(60)
        if self.error:
            raise self.error
        self.answered = True
        return [1 / len(text) for text in texts]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    opened = published(EdgeStore(tmp_path / "kb", tmp_path / "runtime"), "desk", GUIDE)
    yield opened
    opened.close()


def texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def reranking(reranker: ByLength, *, candidates: int = 10, budget: float = 5.0) -> TimedReranking:
    return TimedReranking(reranker, candidates=candidates, budget_seconds=budget)


def test_the_hits_stand_in_the_reranker_s_order_with_its_scores() -> None:
    reranked = reranking(ByLength()).rerank("which?", HITS)

    assert texts(reranked.hits) == ["one", "two", "three"]
    assert [hit.score for hit in reranked.hits] == sorted(
        (hit.score for hit in reranked.hits), reverse=True
    )
    assert reranked.hits[0].score == pytest.approx(1 / len(HITS[0].passage.search_text))
    assert reranked.notes == ()


def test_a_better_passage_moves_up() -> None:
    reranked = reranking(ByLength()).rerank("which?", HITS[::-1])

    assert texts(reranked.hits) == ["two", "one", "three"]
    assert [hit.found_at for hit in reranked.hits] == [2, 3, 1]


def test_a_reranker_with_little_say_leaves_the_order_found() -> None:
    little = TimedReranking(ByLength(), candidates=10, budget_seconds=5.0, weight=0.25)

    reranked = little.rerank("which?", LONGEST_FIRST)

    assert texts(reranked.hits) == ["three", "two"]
    assert [hit.score for hit in reranked.hits] == [0.75, 0.25]


def test_where_the_search_leant_on_what_was_said_before_a_shared_say_is_less() -> None:
    shared = TimedReranking(ByLength(), candidates=10, budget_seconds=5.0, weight=0.6)

    alone = shared.rerank("which?", LONGEST_FIRST)
    leaning = shared.rerank("which?", LONGEST_FIRST, history=0.5)

    assert texts(alone.hits) == ["two", "three"]
    assert [hit.score for hit in leaning.hits] == pytest.approx([0.6, 0.4])
    assert texts(leaning.hits) == ["three", "two"]


def test_a_reranker_with_the_whole_say_keeps_it_in_a_conversation() -> None:
    reranked = reranking(ByLength()).rerank("which?", LONGEST_FIRST, history=2.0)

    assert texts(reranked.hits) == ["two", "three"]


def test_what_was_not_read_stays_behind() -> None:
    reranked = reranking(ByLength(), candidates=2).rerank("which?", HITS[::-1])

    assert texts(reranked.hits) == ["two", "three", "one"]
    assert reranked.hits[-1].score == 0.0


class Clock:
    """A time that passes only while a reranker reads."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class AtASpeed:
    """Reads so many characters a second, and stops between texts once the time is up."""

    clock: Clock
    characters_a_second: float
    asked: list[int] = field(default_factory=list)
    name: str = "at a speed"

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        self.asked.append(len(texts))
        for text in texts:
            if self.clock.now > deadline:
                raise OutOfTime
            self.clock.now += len(text) / self.characters_a_second
        return [0.5] * len(texts)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("knowledge.models.reranking.monotonic", made)
    monkeypatch.setattr("knowledge.models.reranking.monotonic", made)
    return made


FIFTY = ["x" * 460] * 50
"""Together with their pair's own cost 500 characters each."""


def test_as_many_passages_are_read_as_fit_the_time_at_the_speed_measured(clock: Clock) -> None:
    slow = AtASpeed(clock, characters_a_second=4_600)
    pace = Pace(slow)

    first = pace.scores("", FIFTY, deadline=clock.now + 2)
    second = pace.scores("", FIFTY, deadline=clock.now + 2)

    assert slow.asked == [8, 9, 16]
    assert (len(first), len(second)) == (17, 16)


def test_a_quick_reranker_reads_them_all_and_at_once_when_its_speed_is_known(clock: Clock) -> None:
    quick = AtASpeed(clock, characters_a_second=1_000_000)
    pace = Pace(quick)

    scores = [pace.scores("", FIFTY, deadline=clock.now + 2) for _ in range(2)]

    assert [len(each) for each in scores] == [50, 50]
    assert quick.asked == [8, 42, 50]


def test_one_that_was_too_slow_reads_fewer_and_more_again_when_it_is_quicker(clock: Clock) -> None:
    reranker = AtASpeed(clock, characters_a_second=230)
    pace = Pace(reranker)

    with pytest.raises(OutOfTime):
        pace.scores("", FIFTY, deadline=clock.now + 2)
    reranker.characters_a_second = 46_000
    read = [len(pace.scores("", FIFTY, deadline=clock.now + 2)) for _ in range(3)]

    assert read[0] < 50
    assert read[-1] == 50


def test_what_there_was_no_time_for_stays_behind_in_the_order_found(clock: Clock) -> None:
    hits = [Hit(passage("x" * 400, document_key=f"{n}.md"), 1 - n / 100) for n in range(20)]
    slow = AtASpeed(clock, characters_a_second=2_000)
    limited = TimedReranking(slow, candidates=50, budget_seconds=2.5)

    reranked = limited.rerank("which?", hits)

    read = sum(hit.reranked is not None for hit in reranked.hits)
    assert 8 <= read < 20
    assert [hit.passage for hit in reranked.hits] == [hit.passage for hit in hits]
    assert {hit.score for hit in reranked.hits[read:]} == {0.0}


def test_past_the_budget_the_order_found_stands_and_the_trace_says_so() -> None:
    gate = Event()
    slow = ByLength(gate=gate)

    reranked = reranking(slow, budget=0.05).rerank("which?", HITS[::-1])
    answered = slow.answered
    gate.set()

    assert not answered
    assert reranked.hits == HITS[::-1]
    assert reranked.notes == (
        "Reranker 'by length' took longer than 50 ms for 3 passages; "
        "the order found by searching stands.",
    )


def test_a_reranker_that_stops_by_itself_at_the_deadline_is_no_fault() -> None:
    reranked = reranking(ByLength(error=OutOfTime())).rerank("which?", HITS)

    assert "took longer" in reranked.notes[0]


def test_while_it_is_still_busy_others_get_the_order_found() -> None:
    gate = Event()
    busy = reranking(ByLength(gate=gate), budget=0.02)
    busy.rerank("first?", HITS)

    reranked = busy.rerank("second?", HITS)
    gate.set()

    assert reranked.hits == HITS
    assert "is still busy with another question" in reranked.notes[0]


def test_questions_that_come_together_are_read_one_after_the_other() -> None:
    gate = Event()
    busy = reranking(ByLength(gate=gate), budget=60)
    with ThreadPoolExecutor(3) as people:
        asked = [people.submit(busy.rerank, f"question {n}?", HITS[::-1]) for n in range(3)]
        hurried = wait(asked, timeout=0.3).done
        gate.set()
        answers = [each.result() for each in asked]

    assert not hurried
    assert [texts(each.hits) for each in answers] == [["two", "one", "three"]] * 3
    assert all(each.notes == () for each in answers)


def test_a_reranker_that_fails_does_not_take_the_answer_with_it() -> None:
    failing = reranking(ByLength(error=ModelUnavailable("no such model")))

    reranked = failing.rerank("which?", HITS)

    assert reranked.hits == HITS
    assert "failed: no such model" in reranked.notes[0]


def test_the_retriever_reads_more_than_it_returns(reader: Reader) -> None:
    query = Query("the form", THE_FORM, Filters(groups=("staff",)))
    plain = Retriever(reader, EMBEDDER, ENCODER).search(query, limit=3)

    result = Retriever(reader, EMBEDDER, ENCODER, reranking=reranking(ByLength())).search(
        query, limit=1
    )

    shortest = min(plain.hits, key=lambda hit: len(hit.passage.search_text))
    assert texts(result.hits) == texts([shortest])
    assert set(result.milliseconds) == {"embed", "search", "rerank"}


def test_notes_of_the_reranker_are_in_the_result(reader: Reader) -> None:
    query = Query("the form", THE_FORM, Filters(groups=("staff",)))
    failing = reranking(ByLength(error=ModelUnavailable("gone")))

    result = Retriever(reader, EMBEDDER, ENCODER, reranking=failing).search(query, limit=3)

    assert "failed: gone" in result.notes[0]
    assert len(result.hits) == 3


def test_it_is_the_question_that_is_reranked_by_not_its_history(reader: Reader) -> None:
    heard: list[str] = []

    class Hearing(ByLength):
        def scores(
            self, question: str, texts: Sequence[str], *, deadline: float = 0.0
        ) -> list[float]:
            heard.append(question)
            return super().scores(question, texts, deadline=deadline)

    legs = (Leg(LegKind.DENSE, (("an earlier one", 1.2), ("the form", 1.0))),)
    query = Query("the form", legs, Filters(groups=("staff",)), history=0.2)

    Retriever(reader, EMBEDDER, ENCODER, reranking=reranking(Hearing())).search(query, limit=3)

    assert set(heard) == {"the form"}


def test_the_reranker_of_earlier_releases_is_taken_for_none_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = settings_with(reranker="reading")
    assert timed_reranking(whole.reranker, whole.data_dir) is None

    assert "CITEWELL_RERANKER=reading has no effect any more" in caplog.text
