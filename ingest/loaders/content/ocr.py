"""Reads the words of pictures with the program tesseract, where it is installed and asked for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded, Outline, one_line
from knowledge.domain.errors import DocumentUnreadable

OCR_PLACE = "read by OCR"
"""Stands as the place of every such text: its words may be wrong."""
_DOTS_PER_POINT = 300 / 72
_LONGEST_SIDE = 5000
"""Pixels; posters and maps are drawn smaller, or one page would fill the memory."""
_PAGES_IN_IMAGE = 20
"""A picture file may hold several pages; its time is that of so many."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HYPHENATED = re.compile(r"([^\W\d_])-\n(?=[^\W\d_])")
_WORD = re.compile(r"\w{2}")
_AUTOMATIC = "1"
"""Tesseract's page mode that finds out the direction of the page and its columns."""
_PLAIN = "3"
"""The same without the direction, which a page of few words does not tell."""


def refuse_without_tesseract(needs: str) -> None:
    """Raise the reason if the program is not there; `needs` says what for.

    Raises:
        DocumentUnreadable: it is not on the PATH.
    """
    if shutil.which("tesseract") is None:
        raise DocumentUnreadable(
            f"{needs} needs OCR, and CITEWELL_OCR is on, but the program tesseract is not "
            "installed. Install it (Debian: apt install tesseract-ocr), or turn CITEWELL_OCR off."
        )


def read_page(page: pdfium.PdfPage, options: LoadingOptions) -> list[str]:
    """Return the paragraphs on a page that is a picture.

    Raises:
        DocumentUnreadable: the language is not installed, or it took too long.
    """
    longest = max(page.get_size())
    scale = min(_DOTS_PER_POINT, _LONGEST_SIDE / max(longest, 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    pixels = b"".join(bytes(rows[y * stride : y * stride + width]) for y in range(height))
    picture = b"P5 %d %d 255\n" % (width, height) + pixels
    text = _read("-", picture, options, options.ocr_page_seconds)
    return list(_paragraphs(text))


def load_image(path: Path, *, options: LoadingOptions) -> Loaded:
    """Read a picture file, of several pages where its format knows pages.

    Raises:
        DocumentUnreadable: tesseract is not there, knows not the language, or found no words.
    """
    refuse_without_tesseract("The image")
    text = _read(str(path), b"", options, options.ocr_page_seconds * _PAGES_IN_IMAGE)
    outline = Outline()
    pages = text.rstrip("\f\n ").split("\f")
    for number, page in enumerate(pages, start=1):
        for paragraph in _paragraphs(page):
            outline.block(paragraph, page=number, place=OCR_PLACE)
    sections = outline.sections()
    if not sections:
        raise DocumentUnreadable("The image holds no words that OCR could read.")
    return Loaded(
        sections=sections,
        pages=len(pages),
        warnings=("Read by OCR: words may be wrong.",),
    )


def _read(name: str, picture: bytes, options: LoadingOptions, seconds: float) -> str:
    text = _run(name, picture, options, seconds, mode=_AUTOMATIC)
    return text if _WORD.search(text) else _run(name, picture, options, seconds, mode=_PLAIN)


def _run(name: str, picture: bytes, options: LoadingOptions, seconds: float, *, mode: str) -> str:
    command = ["tesseract", name, "-", "-l", options.ocr_language, "--psm", mode]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=seconds,
            check=False,
            # Its threads cost more than they bring on pages like these.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentUnreadable(
            f"OCR took longer than {seconds:g} seconds. Raise CITEWELL_OCR_PAGE_SECONDS."
        ) from error
    told = done.stderr.decode("utf-8", errors="replace")
    if "Failed loading language" in told or "couldn't load any languages" in told:
        raise DocumentUnreadable(
            f"Tesseract lacks a language of {options.ocr_language!r} (CITEWELL_OCR_LANGUAGE). "
            "Install it (Debian: apt install tesseract-ocr-deu for German), or name another."
        )
    if done.returncode and mode == _PLAIN:
        raise DocumentUnreadable(f"OCR failed on it: {one_line(told)[-200:] or done.returncode}.")
    return done.stdout.decode("utf-8", errors="replace")


def _paragraphs(text: str) -> Iterator[str]:
    for part in _BLANK_LINE.split(text):
        paragraph = one_line(_HYPHENATED.sub(r"\1", part))
        # Specks and lines come back as single letters and marks.
        if _WORD.search(paragraph):
            yield paragraph
