"""Pictures of a PDF's pages with the cited words marked, drawn in a process with limits."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import knowledge
from knowledge.domain.errors import DocumentUnreadable

WIDTH = 1100
"""Pixels: a letter-size page is read without glasses when it is opened to the screen's width."""
_SECONDS = 15
_MEMORY_BYTES = 1024**3
_CACHE_BYTES = 48 * 1024**2
_LARGEST_PICTURE = 20 * 1024**2
_MOST_PAGES_SEARCHED = 6
_MOST_QUOTES = 12
_LONGEST_QUOTE = 2000
_AT_ONCE = 2
_CHECKOUT = Path(knowledge.__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG or JPEG. `marked` tells whether cited words were found and marked on it.

    Without `has_text` the page is a scan, on which nothing can be found.
    """

    picture: bytes
    page: int
    pages: int
    marked: bool
    has_text: bool


class PageImages:
    """Draws pages and remembers the last ones, in memory alone: what is purged leaves no picture.

    Safe for several threads; at most two pages are drawn at once.
    """

    def __init__(
        self,
        *,
        seconds: int = _SECONDS,
        memory_bytes: int = _MEMORY_BYTES,
        cache_bytes: int = _CACHE_BYTES,
    ) -> None:
        self._seconds = seconds
        self._memory = memory_bytes
        self._cache_bytes = cache_bytes
        self._kept: OrderedDict[tuple[object, ...], PageImage] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.Semaphore(_AT_ONCE)

    def draw(
        self, path: Path, pages: Sequence[int], quotes: Sequence[str], *, width: int = WIDTH
    ) -> PageImage:
        """Return the first of `pages` (from 1) that has one of the quotes, else the first.

        Raises:
            DocumentUnreadable: the file is damaged, protected, or asks for too much.
        """
        wanted = tuple(pages[:_MOST_PAGES_SEARCHED])
        sought = tuple(quote[:_LONGEST_QUOTE] for quote in quotes[:_MOST_QUOTES])
        key = (path, wanted, sought, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._drawing:
            image = self._drawn(path, wanted, sought, width)
        self._keep(key, image)
        return image

    def _keep(self, key: tuple[object, ...], image: PageImage) -> None:
        with self._lock:
            self._kept[key] = image
            while sum(len(each.picture) for each in self._kept.values()) > self._cache_bytes:
                self._kept.popitem(last=False)

    def _drawn(
        self, path: Path, pages: tuple[int, ...], quotes: tuple[str, ...], width: int
    ) -> PageImage:
        asked = {"path": str(path), "pages": pages, "quotes": quotes, "width": width}
        limits = [str(self._memory), str(self._seconds)]
        # -P: a file named like a library in the current folder must not replace it.
        command = [sys.executable, "-P", "-m", "knowledge.page_images.drawing", *limits]
        paths = filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH", "")))
        try:
            done = subprocess.run(
                command,
                input=json.dumps(asked).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._seconds,
                check=False,
                # No settings and keys: the process reads what anyone may have written.
                env={**_kept_environment(), "PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentUnreadable(
                f"Drawing the page took longer than {self._seconds} seconds and was stopped. "
                "Download the document to look at it."
            ) from error
        return _read(done.stdout, done.returncode)


def _kept_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}


def _read(answer: bytes, code: int) -> PageImage:
    """Read what the process answered; JSON, for a hostile file may have made it answer anything."""
    head, _, picture = answer[: _LARGEST_PICTURE + 1].partition(b"\n")
    with contextlib.suppress(ValueError, KeyError, TypeError):
        told = json.loads(head)
        if "error" in told:
            raise DocumentUnreadable(
                f"The page cannot be drawn ({str(told['error'])[:200]}). Download the document to "
                "look at it."
            )
        return PageImage(
            picture=picture,
            page=int(told["page"]),
            pages=int(told["pages"]),
            marked=bool(told["marked"]),
            has_text=bool(told["has_text"]),
        )
    raise DocumentUnreadable(
        f"The page cannot be drawn: the process that tried ended (exit {code}), so the file is "
        "damaged or asks for too much. Download the document to look at it."
    )
