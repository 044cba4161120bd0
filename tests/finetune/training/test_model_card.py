"""The card of a tuned model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from evals.runs.significance import Difference
from finetune.training.evaluation import (
    MeasureChange,
    Point,
)
from finetune.training.model_card import Card, figures, table, write_card
from finetune.training.trainer import Trained
from knowledge.models.catalogue.tuned import TunedModel
from tests.citewell.schemas import faults
from tests.finetune.tiny import RECIPE

POINT = Point(
    0.5,
    (
        MeasureChange(
            "held out", "9 questions", "nDCG@10", 0.5, 0.6, Difference(0.1, 0.05, 0.2, 0.01)
        ),
    ),
)


TUNED = TunedModel(kind="embedding", name="tuned/x", base="minilm", max_tokens=256, pairs=7)


TRAINED = Trained(steps=3, planned_steps=4, seconds=2.0, peak_megabytes=9.0, held_out_loss=0.1)


def test_a_card_says_data_settings_figures_licence_and_seed(tmp_path: Path) -> None:
    card = Card(replace_licence(TUNED), RECIPE, TRAINED, {"file": "pairs.jsonl"}, (POINT,))

    write_card(tmp_path, card)

    text = (tmp_path / "README.md").read_text("utf-8")
    said = ("pairs.jsonl", "seed: 1", "stopped early", "Licence: Apache-2.0", "CITEWELL_EMBEDDING")
    assert [words for words in said if words not in text] == []
    assert "| 0.5 | nDCG@10 | 0.5000 | 0.6000 | +0.1000* | +0.0500 to +0.2000 |" in text
    assert "Forgetting was not measured" in text
    document = json.loads((tmp_path / "citewell-figures.json").read_text("utf-8"))
    assert document == figures([POINT])
    assert faults(document, "finetune-figures") == []


def replace_licence(tuned: TunedModel) -> TunedModel:
    return tuned.model_copy(update={"licence": "Apache-2.0"})


def test_a_card_without_figures_says_so(tmp_path: Path) -> None:
    write_card(tmp_path, Card(TUNED, RECIPE, TRAINED, {}, ()))

    assert "Not measured" in (tmp_path / "README.md").read_text("utf-8")


def test_a_table_holds_the_rows_of_one_set() -> None:
    other = replace(POINT.changes[0], judged="scifact")

    rows = table([replace(POINT, changes=(*POINT.changes, other))], "scifact")

    assert len(rows) == 3
