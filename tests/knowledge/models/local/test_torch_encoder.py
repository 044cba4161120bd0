"""Models loaded for torch, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.catalogue.description import LocalModel
from knowledge.models.catalogue.folders import bundled_model_folder
from knowledge.models.local.torch_encoder import bare_encode, load_local_embedder


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"'mine' cannot be loaded from .*minilm"):
        load_local_embedder(LocalModel("mine", tmp_path, "1"))


def test_the_bare_library_makes_the_same_vectors() -> None:
    folder = bundled_model_folder()
    texts = ["Members may add a spouse.", "a"]

    ours = load_local_embedder(LocalModel("mine", folder, "1"), device="cpu").embed_passages(texts)

    np.testing.assert_allclose(bare_encode(folder)(texts), ours, atol=1e-6)
