"""The parsers that are compared: Citewell's loaders, and others where they are installed."""

from __future__ import annotations

import importlib
import importlib.util
import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.table import Table

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.loaders.formats import reason_to_skip
from ingest.parsing.parser_process import ParsingProcess
from knowledge.domain.errors import DocumentUnreadable
from knowledge.settings.settings import Settings
from labs.parsing.scores import ParserOutcome, Score, TextSpan, read_manifest, score_parser

SECONDS_PER_FILE = 120.0

Extract = Callable[[str], list[tuple[int | None, str]]]


class CitewellParser(AbstractContextManager["CitewellParser"]):
    """Citewell's own loaders, in their process, as an ingest runs them."""

    def __init__(self, options: LoadingOptions) -> None:
        self._options = options
        self._process = ParsingProcess(options=options)

    def __call__(self, path: Path) -> ParserOutcome:
        """Load one file."""
        reason = reason_to_skip(path.name, self._options)
        if reason:
            return ParserOutcome(reason=reason)
        try:
            return ParserOutcome(stretches=tuple(stretches(self._process.load(path))))
        except DocumentUnreadable as error:
            return ParserOutcome(reason=str(error))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.__exit__(kind, error, trace)


class OtherParser(AbstractContextManager["OtherParser"]):
    """Another parser, in a process that is killed when it hangs."""

    def __init__(self, extract: Extract, *, seconds: float = SECONDS_PER_FILE) -> None:
        self._extract = extract
        self._seconds = seconds
        self._pool = _pool()

    def __call__(self, path: Path) -> ParserOutcome:
        """Parse one file; whatever is raised is the reason."""
        answered = self._pool.submit(self._extract, str(path))
        try:
            pages = answered.result(timeout=self._seconds)
        except (TimeoutError, BrokenProcessPool) as error:
            self._restart()
            return ParserOutcome(
                reason=f"{type(error).__name__} after {self._seconds:g} seconds or less"
            )
        except Exception as error:  # noqa: BLE001 - what other parsers raise is theirs to choose
            return ParserOutcome(reason=f"{type(error).__name__}: {error}")
        return ParserOutcome(stretches=tuple(TextSpan(text, page) for page, text in pages))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _restart(self) -> None:
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = _pool()


def installed_others() -> dict[str, Extract]:
    """Return the other parsers that can be imported here."""
    return {
        name: extract
        for name, extract in _OTHERS.items()
        if importlib.util.find_spec(name) is not None
    }


def with_markitdown(path: str) -> list[tuple[int | None, str]]:
    """Convert with Microsoft's markitdown, which tells no pages."""
    module = importlib.import_module("markitdown")
    return [(None, str(module.MarkItDown().convert(path).text_content))]


def with_kreuzberg(path: str) -> list[tuple[int | None, str]]:
    """Extract with kreuzberg, page by page where it knows pages."""
    module = importlib.import_module("kreuzberg")
    pages = module.PageConfig(extract_pages=True)
    found = module.extract_file_sync(path, config=module.ExtractionConfig(pages=pages))
    told: list[tuple[int | None, str]] = [
        (int(str(_part(p, "page_number"))), str(_part(p, "content"))) for p in found.pages or []
    ]
    whole = str(found.content)
    # Of sheets and slides its pages come back empty, though their text is there.
    return told if 2 * sum(len(text) for _, text in told) >= len(whole) else [(None, whole)]


def with_pdfplumber(path: str) -> list[tuple[int | None, str]]:
    """Extract with pdfplumber, which reads PDFs only."""
    module = importlib.import_module("pdfplumber")
    with module.open(path) as pdf:
        return [(page.page_number, str(page.extract_text() or "")) for page in pdf.pages]


_OTHERS: dict[str, Extract] = {
    "kreuzberg": with_kreuzberg,
    "markitdown": with_markitdown,
    "pdfplumber": with_pdfplumber,
}


def _part(page: object, name: str) -> object:
    return page[name] if isinstance(page, dict) else getattr(page, name)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def stretches(loaded: Loaded) -> Iterator[TextSpan]:
    """Yield what our loaders gave, as the score counts it."""
    if loaded.title:
        yield TextSpan(loaded.title)
    for section in loaded.sections:
        told = ""
        for block in section.blocks:
            # Headings stand once, on the page of the first text below them.
            text = block.text if told else f"{' '.join(section.headings)} {block.text}"
            told = text
            yield TextSpan(text, block.page, block.place)


# `citewell bench parsing`: what Citewell's loaders and other parsers make of real documents.


OURS = "citewell"


def parsing(
    folder: Annotated[
        Path, typer.Argument(help="Documents with a manifest.jsonl and a facts.jsonl.")
    ],
    *,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", help="More known words, as facts.jsonl has them."),
    ] = None,
    others: Annotated[bool, typer.Option(help="Run other parsers too, where installed.")] = True,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help="Write the scores here.")
    ] = None,
    misses: Annotated[bool, typer.Option(help="List what Citewell missed.")] = True,
) -> None:
    """Score the loaders over a folder of documents, beside other parsers that are installed."""
    console = Console()
    files, known = read_manifest(folder, [folder / "facts.jsonl", *(facts or [])])
    scores: dict[str, dict[str, Score]] = {}
    with CitewellParser(LoadingOptions.of(Settings().ingest)) as ours:
        scores[OURS] = score_parser(ours, folder, files, known)
    for name, extract in (installed_others() if others else {}).items():
        console.print(f"{name} ...", style="dim")
        with OtherParser(extract) as other:
            scores[name] = score_parser(other, folder, files, known)
    console.print(scores_table(scores))
    if misses:
        for score in scores[OURS].values():
            for miss in score.misses:
                console.print(f"missed: {miss}", markup=False, highlight=False)
    if report is not None:
        made = {name: {k: asdict(s) for k, s in found.items()} for name, found in scores.items()}
        report.write_text(json.dumps(made, indent=1, ensure_ascii=False), encoding="utf-8")


def scores_table(scores: dict[str, dict[str, Score]]) -> Table:
    """Return a row for each format and parser; "3/4" is three of four, "-" that none is asked."""
    table = Table(title="Parsing")
    for column in ("Format", "Parser"):
        table.add_column(column)
    for column in ("Read", "Refused rightly", "Words found", "In their place", "Seconds"):
        table.add_column(column, justify="right")
    formats = sorted({name for found in scores.values() for name in found})
    for name in formats:
        for parser, found in scores.items():
            table.add_row(name, parser, *_cells(found[name]), end_section=parser == [*scores][-1])
    for parser, found in scores.items():
        table.add_row("all", parser, *_cells(_sum(found.values())))
    return table


def _cells(score: Score) -> tuple[str, ...]:
    return (
        _share(score.read, score.readable),
        _share(score.named, score.unreadable),
        _share(score.found, score.known),
        _share(score.placed, score.known),
        f"{score.seconds:.1f}",
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "-"


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.readable += score.readable
        total.read += score.read
        total.unreadable += score.unreadable
        total.named += score.named
        total.known += score.known
        total.found += score.found
        total.placed += score.placed
        total.seconds += score.seconds
    return total
