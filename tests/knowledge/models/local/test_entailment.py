"""Entailment models' verdicts, held against plain transformers on tiny random doubles."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    PreTrainedModel,
)

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.local.entailment import load_local_nli_model
from tests.model_doubles import small_tokenizer

PAIRS = [
    ("The grace period is 31 days.", "Members have 31 days."),
    ("A spouse may be added within 60 days. " * 3, "Coverage ends."),
    ("The premium is not paid.", "The premium is paid, and the coverage goes on as it was."),
]
BERT = {0: "contradiction", 1: "entailment", 2: "neutral"}
DEBERTA = {0: "ENTAILMENT", 1: "NEUTRAL", 2: "CONTRADICTION"}
SIZES = {
    "vocab_size": 512,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "max_position_embeddings": 128,
    "pad_token_id": 0,
}


def saved(folder: Path, model: PreTrainedModel) -> Path:
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                # As initialised, all verdicts are alike: a wrong column would not show.
                parameter.mul_(4)
    model.save_pretrained(folder)
    small_tokenizer(padding_side="right", max_tokens=128, like_bert=True).save_pretrained(folder)
    return folder


def bert(folder: Path, labels: Mapping[int, str] = BERT) -> Path:
    torch.manual_seed(17)
    config = BertConfig.from_dict({**SIZES, "id2label": dict(labels)})
    return saved(folder, BertForSequenceClassification(config))


def deberta(folder: Path) -> Path:
    torch.manual_seed(19)
    attention = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]}
    config = DebertaV2Config.from_dict({**SIZES, **attention, "id2label": dict(DEBERTA)})
    return saved(folder, DebertaV2ForSequenceClassification(config))


def plain_shares(folder: Path, pairs: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
    """Return plain transformers' shares of each pair by its label, one pair at a time."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    shares = []
    for pair in pairs:
        with torch.no_grad():
            logits = model(**tokenizer(*pair, return_tensors="pt")).logits[0]
        named = zip(model.config.id2label.values(), logits.softmax(0).tolist(), strict=True)
        shares.append({str(name).lower(): share for name, share in named})
    return shares


@pytest.mark.parametrize("build", [bert, deberta])
def test_the_columns_are_read_from_the_models_own_labels(
    tmp_path: Path, build: Callable[[Path], Path]
) -> None:
    folder = build(tmp_path / "model")
    plain = plain_shares(folder, PAIRS)

    judged = load_local_nli_model(folder, device="cpu").judge(PAIRS)

    assert [(e.follows, e.neutral, e.contradicted) for e in judged] == [
        pytest.approx((p["entailment"], p["neutral"], p["contradiction"]), abs=1e-5) for p in plain
    ]
    assert len({round(e.follows, 3) for e in judged}) == len(PAIRS)


def test_no_pairs_have_no_verdicts(tmp_path: Path) -> None:
    assert load_local_nli_model(bert(tmp_path / "model"), device="cpu").judge([]) == []


@pytest.mark.parametrize(
    "labels",
    [
        {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"},
        {0: "entailment", 1: "not_entailment"},
        {0: "positive", 1: "neutral", 2: "negative"},
    ],
)
def test_labels_that_do_not_say_which_is_which_are_told(
    tmp_path: Path, labels: Mapping[int, str]
) -> None:
    folder = bert(tmp_path / "model", labels)

    with pytest.raises(ModelUnavailable, match=r"needed are entailment, neutral and contradiction"):
        load_local_nli_model(folder, device="cpu")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="CITEWELL_ENTAILMENT_PATH"):
        load_local_nli_model(tmp_path / "nowhere")


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}), encoding="utf-8")

    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        load_local_nli_model(tmp_path, device="cpu")
