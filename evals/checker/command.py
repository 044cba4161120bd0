"""The command `citewell eval checker`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.checker.cases import cases, read_stated
from evals.checker.quality import Scorer, Share, measure, rouge_l, similarity
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings


def checker(
    data: Annotated[Path, typer.Argument(help="A folder with mtrag, answers, medquad, obliqa.")],
    of_each: Annotated[int, typer.Option(help="At most so many sentences of each set.")] = 300,
    embedding: Annotated[bool, typer.Option(help="Compare with embedding similarity.")] = True,
    json_out: Annotated[Path | None, typer.Option("--json", help="Save the figures here.")] = None,
) -> None:
    """Spoil sentences of reference answers and count which of them the checker finds."""
    made = cases(read_stated(data, of_each=of_each))
    scorers: dict[str, Scorer] = {"ROUGE-L": rouge_l}
    if embedding:
        scorers["embedding similarity"] = similarity(open_embedder(Settings()))
    shares = measure(made, scorers)
    Console().print(_table(shares, ["checker", *scorers]))
    if json_out:
        content = {"schema_version": 1, "shares": [asdict(share) for share in shares]}
        json_out.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _table(shares: Sequence[Share], methods: Sequence[str]) -> Table:
    table = Table("held-out part", "sentences", *(f"{name} [95 %]" for name in methods))
    by_place = {(share.kind, share.method): share for share in shares}
    for kind, count in dict.fromkeys((share.kind, share.sentences) for share in shares):
        found = [by_place[(kind, method)].share for method in methods]
        cells = [f"{e.mean:.3f} [{e.low:.3f}, {e.high:.3f}]" for e in found]
        table.add_row(kind, str(count), *cells)
    return table
