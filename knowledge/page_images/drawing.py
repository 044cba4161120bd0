"""Draws one page of a PDF in a process of its own, with the cited words marked."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageDraw

_FEWEST_LETTERS = 4
_FEWEST_LETTERS_OF_A_PIECE = 14
_MOST_WORDS = 400
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AlphanumericText:
    """A text's letters and digits alone, in one case; `origins[i]` is where `text[i]` came from."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, characters: Sequence[str]) -> AlphanumericText:
        """Fold a text given character by character; a ligature becomes its letters."""
        letters: list[str] = []
        origins: list[int] = []
        for at, character in enumerate(characters):
            for letter in unicodedata.normalize("NFKD", character).casefold():
                # Accents part from their letters in NFKD, since PDFs write them either way.
                if letter.isalnum():
                    letters.append(letter)
                    origins.append(at)
        return cls("".join(letters), tuple(origins))

    def span(self, start: int, end: int) -> Span:
        """Return the place in the text as it was, of letters `start` to `end`."""
        return self.origins[start], self.origins[end - 1] + 1


def places(page: AlphanumericText, quotes: Sequence[str]) -> list[Span]:
    """Return where the quotes stand, in order and without overlap; long ones in pieces if need be.

    A quote may go on over the page's end, or stand in columns or cells that the text layer has in
    another order: then the runs of its words that do stand there are returned.
    """
    found: list[Span] = []
    for quote in quotes:
        found += _whole(page, quote) or _pieces(page, quote)
    return [page.span(start, end) for start, end in _joined(found)]


def _whole(page: AlphanumericText, quote: str) -> list[Span]:
    wanted = AlphanumericText.of(quote).text
    at = page.text.find(wanted) if len(wanted) >= _FEWEST_LETTERS else -1
    return [(at, at + len(wanted))] if at >= 0 else []


def _pieces(page: AlphanumericText, quote: str) -> list[Span]:
    """Find the longest runs of the quote's words, one after the other."""
    words = [
        w for word in re.split(r"\s+", quote)[:_MOST_WORDS] if (w := AlphanumericText.of(word).text)
    ]
    found: list[Span] = []
    first, onward = 0, 0
    while first < len(words):
        run, at, last = "", -1, first
        while last < len(words):
            longer = page.text.find(run + words[last], onward)
            longer = longer if longer >= 0 else page.text.find(run + words[last])
            if longer < 0:
                break
            run, at, last = run + words[last], longer, last + 1
        if len(run) >= _FEWEST_LETTERS_OF_A_PIECE:
            found.append((at, at + len(run)))
            onward = at + len(run)
        first = max(last, first + 1)
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# The process that draws one page of a PDF: one that crashes or hangs takes only itself down.


if sys.platform != "win32":
    import resource

_TALLEST = 2.5
"""How many times as high as wide a picture may be: a hostile page may be a mile high."""
_MOST_CHARACTERS = 60_000
_MOST_BOXES = 400
_MARK = (255, 233, 128)
_EDGE = (176, 124, 0)
_MARGIN = 2
_LARGE_PNG = 600_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Request:
    """Which page to draw: the first of `pages` (from 1) that has one of the quotes."""

    path: str
    pages: tuple[int, ...]
    quotes: tuple[str, ...]
    width: int


def draw(request: Request) -> tuple[Mapping[str, int], bytes]:
    """Return what was drawn, and the picture as PNG, or as JPEG where that is far smaller.

    Raises:
        PdfiumError: the file or the page cannot be read.
        ValueError: the document has none of the pages.
    """
    with contextlib.closing(pdfium.PdfDocument(Path(request.path))) as pdf:
        pages = [number for number in request.pages if 1 <= number <= len(pdf)]
        if not pages:
            raise ValueError(f"it has {len(pdf)} pages")
        number, boxes, has_text = pages[0], [], False
        for candidate in pages:
            with contextlib.closing(pdf[candidate - 1]) as page:
                found, letters = _boxes(page, request.quotes)
                has_text = has_text or letters
            if found:
                number, boxes = candidate, found
                break
        with contextlib.closing(pdf[number - 1]) as page:
            picture = _picture(page, request.width, boxes)
        told = {"page": number, "pages": len(pdf), "marked": bool(boxes), "has_text": has_text}
        return told, _encoded(picture)


def _boxes(page: pdfium.PdfPage, quotes: Sequence[str]) -> tuple[list[Box], bool]:
    """Return where the quotes stand on the page, line by line, and whether it has text at all."""
    with contextlib.closing(page.get_textpage()) as text:
        count = min(text.count_chars(), _MOST_CHARACTERS)
        letters = [chr(pdfium_c.FPDFText_GetUnicode(text, at)) for at in range(count)]
        folded = AlphanumericText.of(letters)
        boxes: list[Box] = []
        for start, end in places(folded, quotes):
            for rectangle in range(text.count_rects(start, end - start)):
                boxes.append(text.get_rect(rectangle))
        return boxes[:_MOST_BOXES], bool(folded.text)


def _picture(page: pdfium.PdfPage, width: int, boxes: Sequence[Box]) -> Image.Image:
    wide, high = (max(1.0, side) for side in page.get_size())
    scale = min(width / wide, width * _TALLEST / high)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    picture = bitmap.to_pil().convert("RGB")
    position = bitmap.get_posconv(page)
    marks = Image.new("RGB", picture.size, (255, 255, 255))
    marking, edges = ImageDraw.Draw(marks), []
    for left, bottom, right, top in boxes:
        one, other = position.to_bitmap(left, bottom), position.to_bitmap(right, top)
        x, y = sorted((one[0], other[0])), sorted((one[1], other[1]))
        area = (x[0] - _MARGIN, y[0] - _MARGIN, x[1] + _MARGIN, y[1] + _MARGIN)
        marking.rectangle(area, fill=_MARK)
        edges.append(((area[0], area[3]), (area[2], area[3])))
    # Multiplied, so that the letters stay black on the mark; the line says it without colour.
    marked = ImageChops.multiply(picture, marks)
    lines = ImageDraw.Draw(marked)
    for edge in edges:
        lines.line(edge, fill=_EDGE, width=2)
    return marked


def _encoded(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG", compress_level=6)
    if png.tell() <= _LARGE_PNG:
        return png.getvalue()
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=85)
    return jpeg.getvalue()


def limit(memory_bytes: int, seconds: int) -> None:
    """Let this process take at most so much address space and processor time."""
    if sys.platform != "win32":
        for kind, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds)):
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))
        # It only reads: whatever a hostile file makes of it, it writes no file.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Draw what standard input asks for; given are the memory limit in bytes and the seconds."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit(int(sys.argv[1]), int(sys.argv[2]))
    asked = json.loads(sys.stdin.buffer.read())
    request = Request(asked["path"], tuple(asked["pages"]), tuple(asked["quotes"]), asked["width"])
    told: Mapping[str, int | str]
    try:
        told, picture = draw(request)
    except (pdfium.PdfiumError, ValueError, OSError, MemoryError, RecursionError) as error:
        told, picture = {"error": f"{type(error).__name__}: {error}"}, b""
    answers.write(json.dumps(told).encode() + b"\n" + picture)
    answers.flush()


if __name__ == "__main__":
    main()
