from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.splitting.splitter import CHARACTERS_PER_TOKEN, document_text, split
from knowledge.domain.documents import Block, BlockKind, Document, DocumentMetadata, Section
from knowledge.domain.passages import Passage, document_id, passage_id
from tests.fakes import HashingEmbedder

COUNT = HashingEmbedder().count_tokens
ID = document_id("kb", "a.md", "")


def document(*sections: Section, title: str = "Guide", **metadata: object) -> Document:
    return Document(
        id=ID,
        metadata=DocumentMetadata(key="a.md", title=title, **metadata),  # type: ignore[arg-type]
        source="a.md",
        content_hash="",
        sections=sections,
    )


def texts(passages: list[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def words(count: int) -> str:
    return " ".join(f"w{number}" for number in range(count))


def test_a_passage_carries_what_is_known_of_its_document() -> None:
    given_document = document(
        Section(("Dues",), (Block("Pay.", page=2),)),
        version="2026",
        effective_from=date(2026, 1, 1),
        groups=("billing",),
        facets={"plan": "gold"},
    )

    passages = split(given_document, COUNT, limit=50, default_group="staff")

    assert passages == [
        Passage(
            id=passage_id(ID, 0, "Pay."),
            document_id=ID,
            document_key="a.md",
            title="Guide",
            text="Pay.",
            headings=("Dues",),
            position=0,
            start=0,
            end=4,
            source="a.md",
            version="2026",
            first_page=2,
            last_page=2,
            effective_from=date(2026, 1, 1),
            groups=("billing",),
            facets={"plan": "gold"},
        )
    ]


def test_a_document_without_groups_gets_the_default_group() -> None:
    passages = split(document(Section((), (Block("x"),))), COUNT, limit=50, default_group="staff")

    assert passages[0].groups == ("staff",)


def test_small_blocks_of_a_section_are_joined_and_sections_are_not() -> None:
    given_document = document(
        Section(("A",), (Block("One.", page=1), Block("Two.", page=2))),
        Section(("B",), (Block("Three.", page=2),)),
    )

    passages = split(given_document, COUNT, limit=50, default_group="staff")

    assert [(p.text, p.headings, p.first_page, p.last_page) for p in passages] == [
        ("One.\n\nTwo.", ("A",), 1, 2),
        ("Three.", ("B",), 2, 2),
    ]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [f"Rule {number} says that Dr. Smith pays within ten days." for number in range(6)]
    given_document = document(Section((), (Block(" ".join(sentences)),)))

    passages = split(given_document, COUNT, limit=30, default_group="staff")

    assert texts(passages) == [" ".join(sentences[i : i + 2]) for i in (0, 2, 4)]


def test_a_table_that_fits_stays_whole() -> None:
    table = "Plan | Fee\nGold | $10\nSilver | $20"
    given_document = document(
        Section((), (Block(words(20)), Block(table, BlockKind.TABLE), Block(words(20))))
    )

    passages = split(given_document, COUNT, limit=32, default_group="staff")

    assert texts(passages) == [words(20), table, words(20)]


def test_a_long_table_is_cut_between_rows_and_repeats_its_header() -> None:
    rows = [f"plan{number} | {number} dollars" for number in range(8)]
    given_document = document(
        Section((), (Block("\n".join(["Plan | Fee", *rows]), BlockKind.TABLE),))
    )

    passages = split(given_document, COUNT, limit=24, default_group="staff")

    assert all(text.startswith("Plan | Fee\n") for text in texts(passages))
    assert [row for text in texts(passages) for row in text.split("\n")[1:]] == rows


def test_a_record_that_is_cut_says_in_each_piece_what_it_is_about() -> None:
    lines = ["Class: Class 0:", *(f"- {year}: ${year}" for year in range(1970, 1990))]
    block = Block("\n".join(lines), BlockKind.RECORD)

    passages = split(document(Section((), (block,))), COUNT, limit=30, default_group="staff")

    assert len(passages) > 1
    assert {text.split("\n")[0] for text in texts(passages)} == {"Class: Class 0:"}


def test_a_sentence_longer_than_the_limit_is_cut_between_words() -> None:
    given_document = document(Section((), (Block(words(100)),)))

    passages = split(given_document, COUNT, limit=32, default_group="staff")

    assert " ".join(texts(passages)) == words(100)


def test_letters_without_a_blank_are_cut_though_they_are_one_token() -> None:
    given_document = document(Section((), (Block("x" * 60_000),)))

    passages = split(given_document, lambda given: [1 for _ in given], limit=220, default_group="s")

    assert max(len(passage.text) for passage in passages) <= 220 * CHARACTERS_PER_TOKEN
    assert "".join(texts(passages)) == "x" * 60_000


def test_a_cut_without_a_blank_falls_behind_a_sign_and_never_before_an_accent() -> None:
    given_document = document(Section((), (Block("ab,e\u0301" * 400 + "n\u0303" * 2_000),)))

    found = texts(split(given_document, lambda g: [1 for _ in g], limit=32, default_group="s"))

    assert found[0].endswith(",")
    assert [text for text in found if text[0] in "\u0301\u0303"] == []


def test_a_heading_path_longer_than_half_the_limit_is_shortened_from_outside() -> None:
    given_document = document(Section((words(20), "Inner"), (Block("Text."),)))

    passages = split(given_document, COUNT, limit=32, default_group="staff")

    assert [(p.headings, p.text) for p in passages] == [(("Inner",), "Text.")]


def test_a_tokenizer_that_counts_the_whole_above_its_parts_is_obeyed() -> None:
    def count(searched: Sequence[str]) -> list[int]:
        return [len(text.split()) + 5 * text.count("\n\n") for text in searched]

    blocks = tuple(Block(f"One two three {number}.") for number in range(12))

    passages = split(document(Section((), blocks)), count, limit=24, default_group="staff")

    assert max(count([p.search_text for p in passages])) <= 24
    assert "\n\n".join(texts(passages)) == "\n\n".join(block.text for block in blocks)


def test_equal_texts_at_two_places_have_two_ids() -> None:
    given_document = document(
        Section(("A",), (Block("Same."),)), Section(("B",), (Block("Same."),))
    )

    passages = split(given_document, COUNT, limit=50, default_group="staff")

    assert len({passage.id for passage in passages}) == 2


TEXT = st.text(
    alphabet=st.sampled_from("abcdefgh XYZ.!?,|0123456789\näß漢字🙂"), min_size=1, max_size=400
).filter(str.strip)
BLOCKS = st.builds(
    Block,
    text=TEXT.map(lambda text: text.strip()),
    kind=st.sampled_from(BlockKind),
    page=st.integers(1, 9) | st.none(),
)
SECTIONS = st.builds(
    Section,
    headings=st.lists(TEXT.map(lambda text: text[:60].strip() or "h"), max_size=3).map(tuple),
    blocks=st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(sections=st.lists(SECTIONS, min_size=1, max_size=4), limit=st.integers(16, 80))
def test_no_text_is_lost_none_is_over_the_limit_and_offsets_are_right(
    sections: list[Section], limit: int
) -> None:
    given_document = document(*sections)
    text = document_text(given_document)

    passages = split(given_document, COUNT, limit=limit, default_group="staff")

    assert all(count <= limit for count in COUNT([p.search_text for p in passages]))
    assert all(p.text.endswith(text[p.start : p.end]) for p in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert "".join("".join(text[p.start : p.end].split()) for p in passages) == "".join(
        text.split()
    )
    assert [p.position for p in passages] == list(range(len(passages)))
    assert len({p.id for p in passages}) == len(passages)
