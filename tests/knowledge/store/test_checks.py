"""What is refused before anything is read or written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import KnowledgeBaseMismatch, ModelDamaged
from knowledge.domain.passages import PassageVectors, SparseVector
from knowledge.store.checks import (
    check_vectors,
    refuse_other_manifest,
    refuse_other_schema,
    unsound_rows,
    what_is_unsound,
)
from knowledge.store.protocol import Manifest
from tests.builders import passage

MANIFEST = Manifest(embedder=EmbedderIdentity("minilm", "1", 2), splitter="tokens-256")
UNIT = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)


def test_other_settings_are_refused_with_both_and_what_to_set() -> None:
    given = replace(MANIFEST, default_group="board")

    refuse_other_manifest("hr", MANIFEST, MANIFEST)
    with pytest.raises(KnowledgeBaseMismatch, match=r"default_group 'staff'.*'board'"):
        refuse_other_manifest("hr", replace(MANIFEST, default_group="staff"), given)


def test_a_newer_layout_is_left_to_the_release_that_made_it() -> None:
    newer = replace(MANIFEST, schema_version=MANIFEST.schema_version + 1)

    with pytest.raises(KnowledgeBaseMismatch, match="A newer release made it"):
        refuse_other_schema("hr", newer)


def test_rows_that_are_no_unit_vectors_are_named() -> None:
    rows = np.array([[1, 0], [np.nan, 0], [2, 0]], dtype=np.float32)

    assert unsound_rows(rows) == [1, 2]
    assert "NaN" in what_is_unsound(rows[1])
    assert "unit length" in what_is_unsound(rows[2])
    assert what_is_unsound(rows[0]) == ""


def test_vectors_belong_to_their_passages_and_to_the_model() -> None:
    passages = [passage("One."), passage("Two.")]
    sparse = (SparseVector((1,), (1.0,)),) * 2
    longer = UNIT * np.array([[1], [2]], dtype=np.float32)

    check_vectors("hr", MANIFEST, passages, PassageVectors(UNIT, sparse))
    with pytest.raises(ValueError, match="2 passages came with 1 dense"):
        check_vectors("hr", MANIFEST, passages, PassageVectors(UNIT[:1], sparse))
    with pytest.raises(KnowledgeBaseMismatch, match="holds 2-d vectors"):
        check_vectors(
            "hr", MANIFEST, passages, PassageVectors(np.eye(3, dtype=np.float32)[:2], sparse)
        )
    with pytest.raises(ModelDamaged, match="1 of 2 vectors"):
        check_vectors("hr", MANIFEST, passages, PassageVectors(longer, sparse))
