from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.errors import ModelDamaged
from knowledge.models.bundled import bundled_model_folder, check_weights
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings


def test_the_bundled_weights_are_the_published_ones() -> None:
    check_weights(bundled_model_folder())


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the model")

    with pytest.raises(ModelDamaged, match="expected 53aa51172d14"):
        check_weights(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be read"):
        check_weights(tmp_path)


def test_the_vectors_are_those_of_plain_sentence_transformers() -> None:
    texts = ["When does a grace period end?", "short", "long text " * 300]
    plain = SentenceTransformer(str(bundled_model_folder()), local_files_only=True)

    ours = open_embedder(Settings(_env_file=None)).embed_passages(texts)

    theirs = plain.encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
