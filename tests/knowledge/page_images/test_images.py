"""Pictures of a PDF's pages, drawn by the real process."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from knowledge.domain.errors import DocumentUnreadable
from knowledge.page_images.images import PageImages

QUOTE = "A clean reimbursement claim is paid within 30 calendar days of receipt."


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for text in ("Claims manual", f"Time to pay. {QUOTE} Interest is added.", "Index"):
        pdf.add_page()
        pdf.multi_cell(60, 8, text)
    path = tmp_path / "manual.pdf"
    pdf.output(str(path))
    return path


def mark_pixels(picture: bytes) -> int:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    counts = image.getcolors(image.width * image.height) or []
    return sum(count for count, colour in counts if colour == (255, 233, 128))


def test_the_page_with_the_quote_is_drawn_with_its_words_marked(manual: Path) -> None:
    image = PageImages().draw(manual, (1, 2, 3), [QUOTE])

    assert (image.page, image.pages, image.marked, image.has_text) == (2, 3, True, True)
    assert mark_pixels(image.picture) > 1000


def test_without_a_find_the_first_page_is_drawn_unmarked(manual: Path) -> None:
    image = PageImages().draw(manual, (3, 1), ["Herds of llamas wander in the Andes."])

    assert (image.page, image.marked) == (3, False)
    assert mark_pixels(image.picture) == 0


def test_a_picture_is_as_wide_as_asked_for(manual: Path) -> None:
    image = PageImages().draw(manual, (1,), [], width=500)

    assert Image.open(io.BytesIO(image.picture)).width == 500


def test_a_scan_is_drawn_and_says_that_it_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.new("L", (400, 500), 200).save(path)

    image = PageImages().draw(path, (1,), [QUOTE])

    assert (image.has_text, image.marked) == (False, False)


def test_a_page_a_mile_high_stays_a_picture_of_usual_size(tmp_path: Path) -> None:
    pdf = FPDF(format=(10, 14_000))
    pdf.add_page()
    path = tmp_path / "high.pdf"
    pdf.output(str(path))

    image = PageImages().draw(path, (1,), [])

    assert max(Image.open(io.BytesIO(image.picture)).size) <= 2751


@pytest.mark.parametrize(
    ("content", "pages"), [(b"", (1,)), (b"%PDF-1.7 nothing more", (1,)), (b"GIF89a", (1,))]
)
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes, pages: tuple[int, ...]) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(content)

    with pytest.raises(DocumentUnreadable, match="cannot be drawn"):
        PageImages().draw(path, pages, [])


def test_a_page_that_is_not_there_is_told(manual: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="it has 3 pages"):
        PageImages().draw(manual, (7,), [])


def test_a_file_that_takes_more_memory_than_allowed_costs_only_its_picture(manual: Path) -> None:
    images = PageImages(memory_bytes=30 * 1024**2)

    with pytest.raises(DocumentUnreadable, match="cannot be drawn"):
        images.draw(manual, (1,), [])


def test_a_picture_once_drawn_is_at_hand(manual: Path) -> None:
    images = PageImages()
    first = images.draw(manual, (2,), [QUOTE])
    manual.unlink()

    again = images.draw(manual, (2,), [QUOTE])

    assert again == first


def test_pictures_are_forgotten_when_there_is_no_room(manual: Path) -> None:
    images = PageImages(cache_bytes=1)
    images.draw(manual, (2,), [QUOTE])
    manual.unlink()

    with pytest.raises(DocumentUnreadable):
        images.draw(manual, (2,), [QUOTE])
