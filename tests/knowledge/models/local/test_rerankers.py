"""zerank-2's and other local rerankers' scores, held against plain transformers on tiny doubles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import pytest
import torch
from sentence_transformers import CrossEncoder, MultiVectorEncoder
from transformers import (
    AutoTokenizer,
    BertForSequenceClassification,
    Qwen3ForCausalLM,
)

from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.models.catalogue.rerankers import RerankerKind
from knowledge.models.local import openvino_backend
from knowledge.models.local.rerankers import LocalRerankerModel, kind_of, load_local_reranker
from knowledge.models.reranking import OutOfTime
from tests.model_doubles import build_cross_encoder, build_medembed
from tests.modern_doubles import build_ettin, build_gte_reranker
from tests.zerank_double import build_zerank

QUESTION = "When does the coverage end?"
TEXTS = ["The grace period is 31 days.", "A spouse.", "The premium is not paid, " * 6, " x "]
LATER = 1e9


@pytest.fixture(scope="module")
def zerank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_zerank(tmp_path_factory.mktemp("zerank"))


def logits_of_yes(folder: Path, question: str, texts: Sequence[str]) -> list[float]:
    """Return plain transformers' logit of "Yes" after the prompt as the model was trained on it."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = Qwen3ForCausalLM.from_pretrained(folder).eval()  # type: ignore[no-untyped-call]
    yes = tokenizer.convert_tokens_to_ids("Yes")
    logits = []
    for text in texts:
        prompt = (
            f"<|im_start|>system\n{question}<|im_end|>\n"
            f"<|im_start|>user\n{text.strip()}<|im_end|>\n<|im_start|>assistant\n"
        )
        with torch.no_grad():
            out = model(**tokenizer(prompt, return_tensors="pt", add_special_tokens=False))
        logits.append(float(out.logits[0, -1, yes]))
    return logits


def zerank_scores(folder: Path, *, instruction: str = "") -> list[float]:
    described = LocalRerankerModel("zerank-2", folder, logit_divisor=5.0, instruction=instruction)
    reranker = load_local_reranker(described, RerankerKind.CROSS_ENCODER, device="cpu")
    return reranker.scores(QUESTION, TEXTS, deadline=monotonic() + LATER)


def sigmoid(numbers: Sequence[float]) -> list[float]:
    return [float(each) for each in torch.sigmoid(torch.tensor(numbers))]


def test_zerank_scores_are_sigmoids_of_a_fifth_of_the_logit(zerank: Path) -> None:
    logits = logits_of_yes(zerank, QUESTION, TEXTS)

    scores = zerank_scores(zerank)

    assert scores == pytest.approx(sigmoid([logit / 5 for logit in logits]), abs=1e-5)
    assert max(scores) - min(scores) > 0.01


def test_the_instruction_stands_in_the_question_as_trained(zerank: Path) -> None:
    asked = f"<query>{QUESTION}</query><instruction>Prefer laws.</instruction>"
    logits = logits_of_yes(zerank, asked, TEXTS)

    scores = zerank_scores(zerank, instruction="Prefer laws.")

    assert scores == pytest.approx(sigmoid([logit / 5 for logit in logits]), abs=1e-5)


def test_plain_sentence_transformers_puts_its_own_sigmoid_on_the_logit(zerank: Path) -> None:
    # Why the activation is always ours: nothing in the folder names one.
    logits = logits_of_yes(zerank, QUESTION, TEXTS)

    plain = CrossEncoder(str(zerank), device="cpu").predict([(QUESTION, t.strip()) for t in TEXTS])

    assert list(plain) == pytest.approx(sigmoid(logits), abs=1e-5)


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    return build_cross_encoder(tmp_path / "cross-encoder")


def own_scores(folder: Path, *, backend: str = "torch") -> list[float]:
    described = LocalRerankerModel("own", folder)
    reranker = load_local_reranker(described, kind_of(folder), device="cpu", backend=backend)
    return reranker.scores(QUESTION, TEXTS, deadline=monotonic() + LATER)


def test_any_cross_encoder_is_a_reranker(cross_encoder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(cross_encoder)
    model = BertForSequenceClassification.from_pretrained(cross_encoder).eval()  # type: ignore[no-untyped-call]
    pairs = [tokenizer(QUESTION, text.strip(), return_tensors="pt") for text in TEXTS]
    with torch.no_grad():
        expected = sigmoid([float(model(**pair).logits[0, 0]) for pair in pairs])

    scores = own_scores(cross_encoder)

    assert scores == pytest.approx(expected, abs=1e-5)
    assert max(scores) - min(scores) > 0.01


def test_openvino_gives_a_cross_encoder_s_scores(cross_encoder: Path) -> None:
    with_torch = own_scores(cross_encoder)

    assert own_scores(cross_encoder, backend="openvino") == pytest.approx(with_torch, abs=1e-5)


@pytest.mark.parametrize("build", [build_ettin, build_gte_reranker])
@pytest.mark.parametrize("backend", ["openvino", "openvino-int8"])
def test_openvino_gives_the_scores_of_modernbert_rerankers(
    tmp_path: Path, build: Callable[[Path], Path], backend: str
) -> None:
    folder = build(tmp_path / "model")
    with_torch = own_scores(folder)

    scores = own_scores(folder, backend=backend)

    assert scores == pytest.approx(with_torch, abs=0.1 if backend.endswith("int8") else 1e-5)
    assert max(scores) - min(scores) > 0.05


def test_layers_behind_the_body_score_as_a_plain_forward_pass(tmp_path: Path) -> None:
    folder = build_ettin(tmp_path / "model")
    model = CrossEncoder(str(folder), device="cpu").eval()
    body, _, first, norm, last = model
    with torch.no_grad():
        pairs = [model.tokenizer(QUESTION, text.strip(), return_tensors="pt") for text in TEXTS]
        states = [body.model(**pair).last_hidden_state[0, 0] for pair in pairs]
        logits = [last.linear(norm.norm(torch.nn.functional.gelu(first.linear(s)))) for s in states]

    assert own_scores(folder) == pytest.approx(sigmoid([float(each) for each in logits]), abs=1e-5)


def test_in_8_bits_the_scores_are_near(cross_encoder: Path) -> None:
    with_torch = own_scores(cross_encoder)

    in_8_bits = own_scores(cross_encoder, backend="openvino-int8")

    assert in_8_bits == pytest.approx(with_torch, abs=0.1)
    assert in_8_bits != pytest.approx(with_torch, abs=1e-6)


def test_openvino_gives_a_language_model_s_scores(zerank: Path) -> None:
    assert own_scores(zerank, backend="openvino") == pytest.approx(own_scores(zerank), abs=1e-5)


def test_what_openvino_does_not_run_is_refused_by_name(
    zerank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_backend, "attend_finitely", lambda _body: None)
    late = MultiVectorEncoder(str(build_medembed(tmp_path / "bert")), device="cpu")
    late.save_pretrained(str(tmp_path / "colbert"))

    with pytest.raises(ConfigurationError, match=r"zerank-2.*RERANKER_BACKEND=torch"):
        load_local_reranker(
            LocalRerankerModel("zerank-2", zerank), RerankerKind.CROSS_ENCODER, backend="openvino"
        )
    with pytest.raises(ConfigurationError, match=r"runs cross-encoders, and 'colbert'"):
        load_local_reranker(
            LocalRerankerModel("colbert", tmp_path / "colbert"),
            RerankerKind.LATE_INTERACTION,
            backend="openvino",
        )


def test_openvino_beside_a_gpu_is_refused(cross_encoder: Path) -> None:
    with pytest.raises(ConfigurationError, match="RERANKER_DEVICE is 'cuda'"):
        load_local_reranker(
            LocalRerankerModel("own", cross_encoder),
            RerankerKind.CROSS_ENCODER,
            device="cuda",
            backend="openvino-int8",
        )


def test_late_interaction_takes_each_question_token_s_nearest(tmp_path: Path) -> None:
    bert = build_medembed(tmp_path / "bert")
    model = MultiVectorEncoder(str(bert), device="cpu")
    model.save_pretrained(str(tmp_path / "colbert"))
    asked = model.encode_query(QUESTION)
    passages = model.encode_document(TEXTS)
    expected = [float((asked @ tokens.T).amax(1).mean().clamp(0, 1)) for tokens in passages]

    folder = tmp_path / "colbert"
    described = LocalRerankerModel("colbert", folder)
    reranker = load_local_reranker(described, kind_of(folder), device="cpu")

    assert kind_of(folder) is RerankerKind.LATE_INTERACTION
    assert reranker.scores(QUESTION, TEXTS, deadline=monotonic() + LATER) == pytest.approx(
        expected, abs=1e-4
    )


def test_it_stops_between_batches_once_the_time_is_up(zerank: Path) -> None:
    described = LocalRerankerModel("zerank-2", zerank)
    reranker = load_local_reranker(described, RerankerKind.CROSS_ENCODER, device="cpu")

    with pytest.raises(OutOfTime):
        reranker.scores(QUESTION, TEXTS, deadline=monotonic() - 1)


def test_a_folder_that_does_not_say_how_it_scores_is_refused(tmp_path: Path) -> None:
    build_medembed(tmp_path / "bert")
    build_zerank(tmp_path / "zerank")
    (tmp_path / "zerank" / "modules.json").unlink()

    with pytest.raises(ModelUnavailable, match=r"it is a BertModel without a modules\.json"):
        load_local_reranker(
            LocalRerankerModel("own", tmp_path / "bert-bare"), RerankerKind.CROSS_ENCODER
        )
    with pytest.raises(ModelUnavailable, match="does not say how it scores"):
        load_local_reranker(
            LocalRerankerModel("zerank-2", tmp_path / "zerank"), RerankerKind.CROSS_ENCODER
        )


def test_a_model_that_fails_on_a_passage_is_named(
    zerank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("device-side assert")

    described = LocalRerankerModel("zerank-2", zerank)
    reranker = load_local_reranker(described, RerankerKind.CROSS_ENCODER, device="cpu")
    monkeypatch.setattr(CrossEncoder, "predict", broken)

    with pytest.raises(ModelUnavailable, match=r"'zerank-2' failed on 4 passages: device-side"):
        reranker.scores(QUESTION, TEXTS, deadline=monotonic() + LATER)


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    described = LocalRerankerModel("own", tmp_path)

    with pytest.raises(ModelUnavailable, match="Set CITEWELL_RERANKER_PATH"):
        load_local_reranker(described, kind_of(tmp_path), device="cpu")
