"""A tuned model measured against its base once more."""

from __future__ import annotations

from pathlib import Path

from tests.finetune.conftest import run
from tests.flat_settings import settings_with
from tests.opening import open_embedder


def test_a_tuned_model_is_measured_again_with_more_weights(tuned_desk: tuple[Path, str]) -> None:
    desk, _ = tuned_desk
    revision = open_embedder(settings_with(embedding_model="tuned/mine")).identity.revision

    said = run("compare", "mine", "--pairs", str(desk / "pairs.jsonl"), "--curve")

    rows = [line for line in said.splitlines() if "| nDCG@10 |" in line]
    assert [row.split("|")[1].strip() for row in rows] == ["0.25", "0.5", "0.75", "1"]
    assert open_embedder(settings_with(embedding_model="tuned/mine")).identity.revision == revision
    assert "| 0.75 | nDCG@10 |" in (desk / "data/models/mine/README.md").read_text("utf-8")
