"""The documents behind the sources, for those who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF

from app.database.audit import Action
from app.service.documents import SourceDocuments
from knowledge.domain.access import reading_as
from knowledge.domain.errors import NotPermitted
from knowledge.domain.passages import Passage
from knowledge.files.originals import Originals
from knowledge.page_images.images import PageImages
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Reader
from tests.builders import passage, published

STAFF = ("staff",)
WORDS = ("One is here.", "Two is here.", "Three is here.", "Four is here.", "Five is here.")
GUIDE = [
    replace(passage(text, document_key="guide.pdf", position=n), start=n * 20, end=n * 20 + 15)
    for n, text in enumerate(WORDS)
]
SECRET = [passage("The board earns much.", document_key="pay.txt", groups=("board",))]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    opened = published(EdgeStore(tmp_path / "kb", tmp_path / "run"), "desk", GUIDE, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def originals(tmp_path: Path, reader: Reader) -> Originals:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    pdf.add_page()
    pdf.cell(text="Three is here.")
    path = tmp_path / "guide.pdf"
    pdf.output(str(path))
    kept = Originals(tmp_path / "originals")
    for record in reader.documents():
        kept.keep(record.content_hash, path)
    return kept


@pytest.fixture
def documents(reader: Reader, originals: Originals) -> SourceDocuments:
    return SourceDocuments(reader, originals, PageImages(), lambda: reading_as(STAFF))


def texts_of(passages: tuple[Passage, ...]) -> list[str]:
    return [each.text for each in passages]


def test_a_passage_is_read_on_in_its_document(documents: SourceDocuments) -> None:
    around = documents.surroundings(GUIDE[2], before=1, after=1)

    assert texts_of(around.before) == ["Two is here."]
    assert texts_of(around.after) == ["Four is here."]
    assert (around.more_before, around.more_after, around.changed) == (1, 1, False)


def test_unasked_for_neighbours_are_only_counted(documents: SourceDocuments) -> None:
    around = documents.surroundings(GUIDE[0], before=0, after=0)

    assert (around.before, around.after) == ((), ())
    assert (around.more_before, around.more_after) == (0, 4)


def test_passages_joined_in_the_answer_are_not_their_own_neighbours(
    documents: SourceDocuments,
) -> None:
    joined = replace(GUIDE[1], end=GUIDE[2].end, text="Two is here. Three is here.")

    around = documents.surroundings(joined, before=9, after=9)

    assert texts_of(around.before) == ["One is here."]
    assert texts_of(around.after) == ["Four is here.", "Five is here."]


def test_a_passage_that_its_document_has_no_more_is_told(documents: SourceDocuments) -> None:
    around = documents.surroundings(replace(GUIDE[2], id="gone"), before=2, after=2)

    assert around.changed
    assert (around.before, around.after) == ((), ())


def test_the_original_keeps_the_name_it_had(documents: SourceDocuments) -> None:
    original = documents.original(GUIDE[0].document_id)

    assert original is not None
    assert (original.name, original.media_type) == ("guide.pdf", "application/pdf")
    assert original.path.read_bytes().startswith(b"%PDF")


def test_a_page_of_the_original_is_drawn_with_the_words_marked(documents: SourceDocuments) -> None:
    original = documents.original(GUIDE[0].document_id)
    assert original is not None

    image = documents.page(original, (1,), ["Three is here."])

    assert image.marked


def test_what_a_reader_may_not_see_has_neither_original_nor_surroundings(
    documents: SourceDocuments,
) -> None:
    secret = SECRET[0]

    around = documents.surroundings(secret, before=2, after=2)

    assert documents.record(secret.document_id) is None
    assert documents.original(secret.document_id) is None
    assert (around.before, around.after, around.changed) == ((), (), False)


def test_the_same_document_is_there_for_its_own_readers(
    reader: Reader, originals: Originals
) -> None:
    board = SourceDocuments(reader, originals, PageImages(), lambda: reading_as(["board"]))

    assert board.original(SECRET[0].document_id) is not None


def test_a_document_whose_file_is_not_kept_here_has_no_original(
    reader: Reader, tmp_path: Path
) -> None:
    elsewhere = SourceDocuments(
        reader, Originals(tmp_path / "none"), PageImages(), lambda: reading_as(STAFF)
    )

    assert elsewhere.original(GUIDE[0].document_id) is None


def test_an_original_is_had_by_who_may_still_read_it_and_that_is_noted(
    reader: Reader, originals: Originals
) -> None:
    now, noted = [STAFF], list[tuple[Action, str]]()
    documents = SourceDocuments(
        reader,
        originals,
        PageImages(),
        lambda: reading_as(now[0]),
        lambda action, what: noted.append((action, what)),
    )
    original = documents.original(GUIDE[0].document_id)
    assert original is not None
    content = documents.downloaded(original)
    documents.opened(original)
    now[0] = ("board",)

    with pytest.raises(NotPermitted):
        documents.downloaded(original)

    with pytest.raises(NotPermitted):
        documents.page(original, [1], [])

    assert content.startswith(b"%PDF")
    assert noted == [
        (Action.DOWNLOADED_ORIGINAL, original.told),
        (Action.OPENED_ORIGINAL, original.told),
    ]
