"""The process that draws one page of a PDF: one that crashes or hangs takes only itself down.

Asked by `knowledge/page_images.py`: a JSON line comes in, a JSON line and a picture go out. Imports
little, for it is started anew for every picture.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageDraw

from knowledge.text_finding import Folded, places

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
        folded = Folded.of(letters)
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
