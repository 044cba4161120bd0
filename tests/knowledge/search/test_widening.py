from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.domain.documents import DefinedTerm
from knowledge.domain.queries import Expansion, Filters, Leg, LegKind, Origin, Query
from knowledge.lexical.glossary import Decided, Decisions, Row
from knowledge.search.retriever import Retriever, SearchOptions
from knowledge.search.widening import DeskWords, Widening, WordWeights
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from tests.builders import EMBEDDER, ENCODER, MANIFEST, passage, record, vectors

STAFF, BOARD = Filters(groups=("staff",)), Filters(groups=("staff", "board"))
SECRET = DefinedTerm(("Project Heron",), ("the blue barn",))
OPEN = DefinedTerm(("CL day", "comfort break"))
ENDS = passage("Termination of coverage is at midnight.", document_key="ends.md")
PETS = passage("Pets may come along on Fridays.", document_key="pets.md")
PLANS = passage("The office may move.", document_key="plans.md", groups=("board",))
WORDS = WordWeights(sparse=0.5, dense=0.3)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    store = EdgeStore(tmp_path / "kb", tmp_path / "runtime")
    with store.write("desk", MANIFEST) as writer:
        for each, terms in ((ENDS, ()), (PETS, (OPEN,)), (PLANS, (SECRET,))):
            writer.put(replace(record([each]), terms=terms), [each], vectors([each]))
        writer.publish()
    opened = store.open("desk")
    yield opened
    opened.close()


def ask(text: str, filters: Filters = STAFF, *, as_written: bool = False) -> Query:
    legs = (Leg(LegKind.DENSE, ((text, 1.0),)), Leg(LegKind.SPARSE, ((text, 1.0),)))
    return Query(text, legs, filters, as_written=as_written)


def added(
    reader: Reader, text: str, filters: Filters = STAFF, decisions: Decisions | None = None
) -> list[str]:
    words = DeskWords(decisions=lambda: decisions or Decisions())
    query = Widening(reader, words, WORDS).added(ask(text, filters))
    return [each.term for each in query.added]


def test_everyday_words_find_what_they_mean(reader: Reader) -> None:
    retriever = Retriever(reader, EMBEDDER, ENCODER)

    found = retriever.search(ask("they kicked him off"), limit=1)

    assert [hit.passage.id for hit in found.hits] == [ENDS.id]
    assert Expansion("kicked him off", "termination of coverage", 1.0) in found.added


def test_the_legs_stay_as_they_were_asked(reader: Reader) -> None:
    query = ask("my son got kicked off")

    assert Widening(reader, weights=WORDS).added(query).legs == query.legs


def test_added_words_weigh_less_and_share_the_weight_of_what_brought_them(reader: Reader) -> None:
    words = DeskWords(own=(Row(("zap", "off", "out", "away", "gone"), origin=Origin.FILE),))
    widening = Widening(reader, words, WORDS)

    dense, sparse = widening.legs(widening.added(ask("zap?")))

    assert dense.parts == (("zap?", 1.0), ("zap? (off, out, away, gone)", 0.3))
    assert sparse.parts == (
        ("zap?", 1.0),
        *((each, 0.125) for each in ("off", "out", "away", "gone")),
    )


def test_words_of_the_history_bring_as_much_as_they_weigh(reader: Reader) -> None:
    leg = Leg(LegKind.SPARSE, (("and her?", 1.0), ("is comfort break paid?", 0.4)))

    query = Widening(reader, weights=WORDS).added(Query("and her?", (leg,), STAFF))

    assert query.added == (
        Expansion("comfort break", "CL day", 0.4, Origin.DOCUMENT, PETS.document_id),
    )


def test_what_a_reader_wrote_by_hand_is_searched_as_it_stands(reader: Reader) -> None:
    query = ask("they kicked him off", as_written=True)

    assert Widening(reader, weights=WORDS).added(query).added == ()


def test_a_reader_can_take_added_words_away(reader: Reader) -> None:
    without = replace(STAFF, without_words=("CL day",))

    assert added(reader, "is comfort break paid?") == ["CL day"]
    assert added(reader, "is comfort break paid?", without) == []


def test_with_weights_of_0_nothing_is_searched_for_besides(reader: Reader) -> None:
    options = SearchOptions(added_words=0, added_text=0)
    plain = Retriever(reader, EMBEDDER, ENCODER, options=options)
    query = ask("they kicked him off")

    assert plain.search(query, limit=3).added == ()


def test_a_term_of_a_document_is_known_to_its_readers_only(reader: Reader) -> None:
    asked = "when is Project Heron?"

    assert added(reader, asked, BOARD) == ["the blue barn"]
    assert added(reader, asked) == []
    assert added(reader, "the blue barn") == []
    assert added(reader, asked, Filters(groups=())) == []


@pytest.mark.parametrize(
    "filters",
    [
        replace(BOARD, without_documents=(PLANS.document_id,)),
        replace(BOARD, document_keys=("pets.md",)),
        replace(BOARD, document_ids=(PETS.document_id,)),
    ],
)
def test_a_term_holds_only_where_its_document_may_answer(reader: Reader, filters: Filters) -> None:
    assert added(reader, "when is Project Heron?", filters) == []


def test_what_curators_struck_is_not_searched_for(reader: Reader) -> None:
    struck = Decisions(struck=(Decided("pets.md", OPEN),))

    assert added(reader, "is comfort break paid?", decisions=struck) == []


def test_what_curators_added_is_for_all_or_for_a_documents_readers(reader: Reader) -> None:
    decisions = Decisions(
        added=(
            Decided("", DefinedTerm(("flurble",), ("pet",))),
            Decided("plans.md", DefinedTerm(("heron",), ("new office",))),
        )
    )

    assert added(reader, "flurble?", decisions=decisions) == ["pet"]
    assert added(reader, "heron?", decisions=decisions) == []
    assert added(reader, "heron?", BOARD, decisions=decisions) == ["new office"]
