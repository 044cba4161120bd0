"""The command `citewell eval checker`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from app.domain.answers import Support
from app.grounding.comparison import PassageUnit, pieces_of
from app.grounding.support import check_sentences
from app.language.words import content_terms, words
from evals.answers.measures import longest_common
from evals.runs.significance import MeanEstimate, estimate
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings
from labs.checker.cases import Case, cases, read_stated
from labs.checker.corruptions import CorruptionKind
from labs.checker.tables import Binding, BoundCase, read_passages, table_cases
from labs.checker.turned import turned_cases


def checker(
    data: Annotated[
        Path | None, typer.Argument(help="A folder with mtrag, answers, medquad, obliqa.")
    ] = None,
    tables: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="What 'kb export' wrote: its tables' cells exchanged."),
    ] = None,
    of_each: Annotated[int, typer.Option(help="Sentences of each set at most.")] = 300,
    embedding: Annotated[bool, typer.Option(help="Compare with embedding similarity.")] = True,
    json_out: Annotated[Path | None, typer.Option("--json", help="Save the figures here.")] = None,
) -> None:
    """Spoil sentences of reference answers and of tables; count which the checker finds."""
    if data is None and not tables:
        raise InputError("Name a folder of data sets, or passages by --tables FILE.")
    found: dict[str, Passage] = {}
    for path in tables or ():
        for passage in read_passages(path):
            # A document may be in several files, under several names.
            found.setdefault(passage.text, passage)
    passages = list(found.values())
    bound = [c for c in (*table_cases(passages), *turned_cases(passages)) if c.held_out]
    made = cases(read_stated(data, of_each=of_each)) if data else []
    scorers: dict[str, Scorer] = {"ROUGE-L": rouge_l}
    if embedding and made:
        settings = Settings()
        scorers["embedding similarity"] = similarity(
            open_embedder(settings.embedding, settings.data_dir)
        )
    shares = measure(made, scorers) if made else []
    if shares:
        Console().print(_table(shares, ["checker", *scorers]))
    if bound:
        of_cells = measure_cells(bound)
        Console().print(_table(of_cells, ["checker"]))
        shares += of_cells
    if json_out:
        content = {"schema_version": 1, "shares": [asdict(share) for share in shares]}
        json_out.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _table(shares: Sequence[CheckerShare], methods: Sequence[str]) -> Table:
    table = Table("held-out part", "sentences", *(f"{name} [95 %]" for name in methods))
    by_place = {(share.kind, share.method): share for share in shares}
    for kind, count in dict.fromkeys((share.kind, share.sentences) for share in shares):
        found = [by_place[(kind, method)].share for method in methods]
        cells = [f"{e.mean:.3f} [{e.low:.3f}, {e.high:.3f}]" for e in found]
        table.add_row(kind, str(count), *cells)
    return table


# How many wrong sentences the checker finds, and how many right ones it lets pass.


PASSED_SHARE = 0.9
"""The plain thresholds are set so that this share of the development part's sentences passes."""
_LOOKED_AT = 2

Scorer = Callable[[Sequence[Case]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class CheckerShare:
    """A share of the held-out sentences of one kind, by one method."""

    method: str
    kind: str
    sentences: int
    share: MeanEstimate


def measure(cases: Sequence[Case], scorers: Mapping[str, Scorer]) -> list[CheckerShare]:
    """Return, for the held-out part, the share of untouched sentences passed and of wrong found.

    Each scorer becomes a method by a threshold set on the development part's untouched sentences.
    """
    held_out = [case for case in cases if case.stated.held_out]
    passed = {"checker": [passes(case) for case in held_out]}
    untouched = [c for c in cases if c.kind is CorruptionKind.UNTOUCHED and not c.stated.held_out]
    for name, scorer in scorers.items():
        threshold = float(np.quantile(scorer(untouched), 1 - PASSED_SHARE))
        passed[name] = [score >= threshold for score in scorer(held_out)]
    return [line for name, verdicts in passed.items() for line in _lines(name, held_out, verdicts)]


def passes(case: Case) -> bool:
    """Tell whether the checker calls the sentence supported by all its passages together."""
    return _is_supported(case.text, passages_of(case))


def _is_supported(text: str, passages: Sequence[Passage]) -> bool:
    stated = text.rstrip(".!? ")
    markers = "".join(f"[{n}]" for n in range(1, len(passages) + 1))
    judged = check_sentences(f"{stated} {markers}.", passages)
    return all(sentence.support is Support.SUPPORTED for sentence in judged)


def measure_cells(cases: Sequence[BoundCase]) -> list[CheckerShare]:
    """Return the share of sentences with their own cell passed, and of each exchange found."""
    judged = [
        (case, _is_supported(case.text, [case.passage]) is (case.binding is Binding.RIGHT))
        for case in cases
    ]
    of_tables = [each for each in judged if each[0].form != "sentence"]
    of_sentences = [each for each in judged if each[0].form == "sentence"]
    rows = [*_by_binding("of a table", of_tables), *_by_binding("of a sentence", of_sentences)]
    return [_share_of_cells(name, row) for name, row in rows if row]


def _by_binding(
    name: str, judged: Sequence[tuple[BoundCase, bool]]
) -> Iterator[tuple[str, list[tuple[BoundCase, bool]]]]:
    wrong = [(case, ok) for case, ok in judged if case.binding is not Binding.RIGHT]
    yield f"{name}, right, passed", [each for each in judged if each[0].binding is Binding.RIGHT]
    yield f"{name}, wrong, found", wrong
    for binding, form in dict.fromkeys((case.binding, case.form) for case, _ in wrong):
        yield (
            f"  {binding}, {form}",
            [(c, ok) for c, ok in wrong if (c.binding, c.form) == (binding, form)],
        )


def _share_of_cells(name: str, row: Sequence[tuple[BoundCase, bool]]) -> CheckerShare:
    share = estimate(
        [float(ok) for _, ok in row], clusters=[case.passage.source for case, _ in row]
    )
    return CheckerShare("checker", name, len(row), share)


def passages_of(case: Case) -> list[Passage]:
    """Return the case's passages as the checker takes them."""
    return [
        Passage(
            id=str(number),
            document_id="",
            document_key="",
            title="",
            text=text,
            headings=(),
            position=number,
            start=0,
            end=len(text),
            source="",
        )
        for number, text in enumerate(case.stated.passages)
    ]


def rouge_l(cases: Sequence[Case]) -> list[float]:
    """Return which share of each sentence's words runs through a near piece, in order.

    The recall of ROUGE-L (Lin, 2004) against the best of the nearest pieces.
    """
    scores = []
    for case in cases:
        mine = words(case.text)
        runs = (longest_common(mine, words(piece)) for piece in near_pieces(case))
        scores.append(max(runs, default=0) / max(1, len(mine)))
    return scores


def similarity(embedder: Embedder) -> Scorer:
    """Return a scorer by the cosine of a sentence to the best of the nearest pieces."""

    def score(cases: Sequence[Case]) -> list[float]:
        near = [near_pieces(case) for case in cases]
        texts = sorted({case.text for case in cases} | {piece for each in near for piece in each})
        rows = dict(zip(texts, embedder.embed_passages(texts), strict=True))
        return [
            max((float(rows[case.text] @ rows[piece]) for piece in each), default=0.0)
            for case, each in zip(cases, near, strict=True)
        ]

    return score


def near_pieces(case: Case) -> list[str]:
    """Return the passages' pieces that share most words with the sentence before it was touched."""
    wanted = set(content_terms(case.stated.text))

    def shared(piece: PassageUnit) -> float:
        return len(wanted & piece.terms) - 0.01 * len(piece.terms)

    found = sorted(pieces_of(passages_of(case)), key=shared, reverse=True)
    return [piece.text for piece in found[:_LOOKED_AT]]


def _lines(method: str, cases: Sequence[Case], passed: Sequence[bool]) -> list[CheckerShare]:
    found = [(case, not verdict) for case, verdict in zip(cases, passed, strict=True)]
    right = [(case, not wrong) for case, wrong in found if case.kind is CorruptionKind.UNTOUCHED]
    wrong = [(case, ok) for case, ok in found if case.kind is not CorruptionKind.UNTOUCHED]
    rows = [("untouched passed", right)]
    datasets = sorted({case.stated.dataset for case, _ in right})
    rows += [(f"  of {d}", [(c, v) for c, v in right if c.stated.dataset == d]) for d in datasets]
    rows.append(("wrong found", wrong))
    rows += [(f"  {kind}", [(c, v) for c, v in wrong if c.kind is kind]) for kind in CorruptionKind]
    return [_share(method, name, row) for name, row in rows if row]


def _share(method: str, name: str, row: Sequence[tuple[Case, bool]]) -> CheckerShare:
    clusters = [f"{case.stated.dataset}/{case.stated.origin}" for case, _ in row]
    share = estimate([float(value) for _, value in row], clusters=clusters)
    return CheckerShare(method, name, len(row), share)
