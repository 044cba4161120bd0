"""Scores parsers over a folder of real documents: what is read, refused, found, and where."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.domain.errors import InputError

_NOISE = re.compile(r"[\s*_|\\#>`\u00ad]+")
_ROWS = re.compile(r"\brows? (\d+)(?:-(\d+))?\b")
_PAGED = re.compile(r"^(?:page|slide) (\d+)")
_ROW = re.compile(r"^row (\d+)")
_READABLE = ("ok", "owner-only")
_RIGHT_REASON = {
    "ok-ocr": re.compile(r"\bOCR\b"),
    "password": re.compile(r"password", re.I),
    "unreadable": re.compile(r"damaged|empty|not valid|no \w+ document", re.I),
}


class ListedFile(BaseModel):
    """A line of the folder's manifest.jsonl."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    path: str
    expected: str

    @property
    def kind(self) -> str:
        """What is expected, without the password that may stand after it."""
        return self.expected.split(":")[0]

    @property
    def format(self) -> str:
        """The suffix without its dot."""
        return Path(self.path).suffix.lstrip(".").lower()


class KnownWords(BaseModel):
    """Words that a person read in a file, and where: page, slide, sheet, row, or anywhere."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    path: str
    must_contain: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of a file's text; `page` and `place` as the parser tells them."""

    text: str
    page: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class ParserOutcome:
    """What a parser made of a file: text, or in words why there is none."""

    stretches: tuple[TextSpan, ...] = ()
    reason: str = ""


Parse = Callable[[Path], ParserOutcome]


@dataclass(slots=True)
class Score:
    """Counts over the files of one format."""

    readable: int = 0
    read: int = 0
    unreadable: int = 0
    named: int = 0
    known: int = 0
    found: int = 0
    placed: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)


def read_manifest(folder: Path, facts: Sequence[Path]) -> tuple[list[ListedFile], list[KnownWords]]:
    """Return the files listed and the words known, of files that are there.

    Raises:
        InputError: a list is missing or wrong.
    """
    files = [ListedFile.model_validate(row) for row in _rows(folder / "manifest.jsonl")]
    known = [KnownWords.model_validate(row) for path in facts for row in _rows(path)]
    there = {file.path for file in files if (folder / file.path).is_file()}
    return [f for f in files if f.path in there], [w for w in known if w.path in there]


def score_parser(
    parse: Parse, folder: Path, files: Iterable[ListedFile], known: Sequence[KnownWords]
) -> dict[str, Score]:
    """Return a parser's score for each format."""
    scores: dict[str, Score] = {}
    for file in files:
        score = scores.setdefault(file.format, Score())
        started = time.perf_counter()
        outcome = parse(folder / file.path)
        score.seconds += time.perf_counter() - started
        _count(score, file, outcome)
        for words in known:
            # Words behind a password are known only to its owner.
            if words.path == file.path and file.kind != "password":
                _count_words(score, words, outcome)
    return scores


def _rows(path: Path) -> Iterator[object]:
    if not path.is_file():
        raise InputError(f"{str(path)!r} is missing: give a folder with its list of files.")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (json.JSONDecodeError, ValidationError) as error:
                raise InputError(f"{path.name}, line {number}: {error}") from error


def _count(score: Score, file: ListedFile, outcome: ParserOutcome) -> None:
    has_text = any(stretch.text.strip() for stretch in outcome.stretches)
    right = _RIGHT_REASON.get(file.kind)
    if file.kind in _READABLE or (file.kind == "ok-ocr" and has_text):
        score.readable += 1
        score.read += has_text
        if not has_text:
            score.misses.append(
                f"{file.path} gave no text: {outcome.reason or 'it came back empty'}"
            )
    elif right is not None:
        score.unreadable += 1
        rightly = not has_text and bool(right.search(outcome.reason))
        score.named += rightly
        if not rightly:
            score.misses.append(f"{file.path} ({file.kind}): {outcome.reason or 'gave text'}")


def _count_words(score: Score, words: KnownWords, outcome: ParserOutcome) -> None:
    score.known += 1
    wanted = _bare(words.must_contain)
    found = wanted in _bare(" ".join(stretch.text for stretch in outcome.stretches))
    there = (stretch.text for stretch in outcome.stretches if _stands_at(stretch, words.where))
    placed = wanted in _bare(" ".join(there))
    score.found += found
    score.placed += placed
    if not placed:
        what = "not at" if found else "not found, nor at"
        score.misses.append(f"{words.path}: {words.must_contain!r} {what} {words.where!r}")


def _bare(text: str) -> str:
    """Return the words alone: parsers differ in blanks, and some write Markdown."""
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def _stands_at(stretch: TextSpan, where: str) -> bool:
    paged, row = _PAGED.match(where), _ROW.match(where)
    if paged:
        return stretch.page == int(paged.group(1))
    if row:
        told = _ROWS.search(stretch.place)
        number = int(row.group(1))
        return told is not None and int(told.group(1)) <= number <= int(told.group(2) or told[1])
    if where.startswith("sheet "):
        return stretch.place.startswith(where)
    return True
