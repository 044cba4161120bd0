"""The tuned model's README.md and its figures: data, settings, before and after, licence, seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from finetune.training.evaluation import Point
from finetune.training.recipe import Recipe
from finetune.training.trainer import Trained
from knowledge.models.catalogue.tuned import TunedModel

CARD_FILE = "README.md"
FIGURES_FILE = "citewell-figures.json"
_FIGURES_HEAD = "## Before and after"
FIGURES_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Card:
    """What a card is written from; `pairs` says where they came from, in words."""

    tuned: TunedModel
    recipe: Recipe
    trained: Trained
    pairs: Mapping[str, str]
    points: tuple[Point, ...]


def write_card(folder: Path, card: Card) -> None:
    """Write README.md and the figures beside the weights."""
    (folder / CARD_FILE).write_text(_drawn(card), encoding="utf-8")
    write_figures(folder, card.points)


def write_figures(folder: Path, points: Sequence[Point]) -> None:
    """Put new figures into a model's folder and into its card, in place of those from before."""
    (folder / FIGURES_FILE).write_text(
        json.dumps(figures(points), indent=2) + "\n", encoding="utf-8"
    )
    card = folder / CARD_FILE
    said = card.read_text(encoding="utf-8") if card.is_file() else f"# {folder.name}\n\n"
    before = said.split(_FIGURES_HEAD, 1)[0]
    card.write_text(
        "\n".join([before + _FIGURES_HEAD, "", *_tables(points)]) + "\n", encoding="utf-8"
    )


def figures(points: Sequence[Point]) -> dict[str, object]:
    """Return docs/schemas/finetune-figures.schema.json."""
    return {
        "schema_version": FIGURES_SCHEMA_VERSION,
        "points": [
            {
                "weight": point.weight,
                "changes": [
                    {
                        "set": change.judged,
                        "size": change.described,
                        "measure": change.measure,
                        "before": round(change.before, 4),
                        "after": round(change.after, 4),
                        "difference": round(change.difference.mean, 4),
                        "low": round(change.difference.low, 4),
                        "high": round(change.difference.high, 4),
                        "p": round(change.difference.p_value, 4),
                    }
                    for change in point.changes
                ],
            }
            for point in points
        ],
    }


def _drawn(card: Card) -> str:
    tuned, trained = card.tuned, card.trained
    early = " (stopped early)" if trained.stopped_early else ""
    lines = [
        f"# {tuned.name}",
        "",
        f"{tuned.base} (revision {tuned.base_revision or 'unknown'}), tuned on "
        f"{tuned.pairs:,} question-and-passage pairs on {tuned.made}, then mixed with its base: "
        f"{tuned.merge:g} of the tuned weights, {1 - tuned.merge:g} of the base's.",
        "",
        f"Use it: `CITEWELL_EMBEDDING_MODEL={tuned.name}`. A knowledge base made with another "
        "model is to be rebuilt; docs/guide/finetune.md says how to do that beside the live one.",
        "",
        f"Licence: {tuned.licence}, and what the training texts' licences ask for. "
        "The weights may give away parts of the texts that they were trained on: "
        "treat the model as confidential as those.",
        "",
        "## Data",
        "",
        *(f"- {key}: {value}" for key, value in card.pairs.items() if value),
        "- No document of the test part was trained on or stopped by.",
        "",
        "## Settings",
        "",
        *(f"- {key}: {value}" for key, value in asdict(card.recipe).items()),
        f"- steps: {trained.steps} of {trained.planned_steps}{early}, {trained.seconds:,.0f} s, "
        f"{trained.peak_megabytes:,.0f} MB at most",
        "",
    ]
    return "\n".join(lines) + "\n"


def _tables(points: Sequence[Point]) -> list[str]:
    if not any(point.changes for point in points):
        return ["Not measured: no pair was kept for testing and no general benchmark was named."]
    lines = [
        "Exact search by cosine. The interval is the paired difference's 95 % bootstrap interval "
        "over documents (or conversations); * means that it leaves out 0.",
        "",
    ]
    sets = list(dict.fromkeys(c.judged for p in points for c in p.changes))
    for name in sets:
        size = next(c.described for p in points for c in p.changes if c.judged == name)
        lines += [f"### {name} ({size})", "", *table(points, name), ""]
    if sets == ["held out"]:
        lines.append("Forgetting was not measured: no general benchmark was named (--general).")
    return lines


def table(points: Sequence[Point], judged: str) -> list[str]:
    """Return a Markdown table of one set: a row per weight and measure."""
    rows = ["| weight | measure | before | after | difference | 95 % interval |", "|" + "---|" * 6]
    for point in points:
        for change in point.changes:
            if change.judged == judged:
                gap = change.difference
                rows.append(
                    f"| {point.weight:g} | {change.measure} | {change.before:.4f} "
                    f"| {change.after:.4f} | {gap.mean:+.4f}{'*' if gap.significant else ''} "
                    f"| {gap.low:+.4f} to {gap.high:+.4f} |"
                )
    return rows
