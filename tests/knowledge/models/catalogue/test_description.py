"""What a model is made of, by catalogue, folder and settings."""

from __future__ import annotations

from pathlib import Path

from knowledge.models.catalogue.description import find_folder, shortening_of
from knowledge.models.short_vectors import Truncation
from tests.flat_settings import settings_with
from tests.knowledge.models.catalogue.test_tuned import DESK, kept


def test_a_tuned_model_is_found_by_its_name(tmp_path: Path) -> None:
    folder = kept(tmp_path)

    whole = settings_with(data_dir=tmp_path, embedding_model="tuned/desk")
    found = find_folder(None, whole.embedding, whole.data_dir)

    assert found == folder.resolve()


def test_a_tuned_model_can_be_cut_to_what_it_was_trained_for(tmp_path: Path) -> None:
    cut = kept(tmp_path)
    whole = kept(tmp_path, DESK.model_copy(update={"name": "tuned/w", "dimensions": (384,)}))

    assert shortening_of(None, cut) == Truncation((384, 128))
    assert shortening_of(None, whole) is None
