"""Rerankers that run in this process: cross-encoders and late interaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from time import monotonic

import torch
from safetensors import SafetensorError
from sentence_transformers import CrossEncoder, MultiVectorEncoder

from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.models.catalogue.rerankers import RerankerKind
from knowledge.models.local.batches import Work, token_budget_batches, work_off
from knowledge.models.local.devices import (
    AUTO,
    choose_attention,
    choose_devices,
    choose_dtype,
    load_with_attention,
)
from knowledge.models.local.openvino_runtime import only_possible
from knowledge.models.local.weights import count_parameters
from knowledge.models.reranking import OutOfTime, Reranker, with_instruction

_CHARACTERS_PER_TOKEN = 4
_BATCH_TOKENS = {"cpu": 2_048, "other": 32_768}


@dataclass(frozen=True, slots=True)
class LocalRerankerModel:
    """What to load. `logit_divisor` makes scores of 0 to 1: sigmoid(logit / divisor)."""

    name: str
    folder: Path
    max_tokens: int | None = None
    logit_divisor: float = 1.0
    instruction: str = ""


class CrossEncoderReranker:
    """Reads question and passage as one text.

    The logits are taken as they come, and the sigmoid is ours: a folder that names no activation
    gets one from sentence-transformers, one that does gets another.
    """

    def __init__(self, model: CrossEncoder, described: LocalRerankerModel) -> None:
        self._model = model
        self._described = described
        self._budget = _BATCH_TOKENS["cpu" if model.device.type == "cpu" else "other"]

    @property
    def name(self) -> str:
        """The model."""
        return self._described.name

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return sigmoid(logit / divisor) for each text.

        Raises:
            OutOfTime: the deadline passed between two batches.
            ModelUnavailable: the model fails on these texts.
        """
        asked = with_instruction(question.strip(), self._described.instruction)
        logits = [0.0] * len(texts)

        def fill(batch: list[int]) -> None:
            _refuse_late(deadline)
            made = self._model.predict(
                [(asked, texts[i].strip()) for i in batch],
                batch_size=len(batch),
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
                convert_to_numpy=True,
            )
            for position, logit in zip(batch, made, strict=True):
                logits[position] = float(logit)

        _score(_lengths(asked, texts), self._budget, fill, name=self.name)
        return [_sigmoid(logit / self._described.logit_divisor) for logit in logits]


class LateInteractionReranker:
    """Compares each token of the question with the passage's nearest one (ColBERT's MaxSim).

    Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832; here the mean over the question's
    tokens instead of the sum, so that scores of long and short questions can be compared.
    """

    def __init__(self, model: MultiVectorEncoder, described: LocalRerankerModel) -> None:
        self._model = model
        self._described = described
        self._budget = _BATCH_TOKENS["cpu" if model.device.type == "cpu" else "other"]

    @property
    def name(self) -> str:
        """The model."""
        return self._described.name

    def scores(self, question: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """Return the mean of each question token's best cosine, for each text.

        Raises:
            OutOfTime: the deadline passed between two batches.
            ModelUnavailable: the model fails on these texts.
        """
        asked = torch.as_tensor(self._model.encode_query(question, show_progress_bar=False))
        scores = [0.0] * len(texts)

        def fill(batch: list[int]) -> None:
            _refuse_late(deadline)
            made = self._model.encode_document(
                [texts[i] for i in batch], batch_size=len(batch), show_progress_bar=False
            )
            for position, tokens in zip(batch, made, strict=True):
                nearest = (asked.float() @ torch.as_tensor(tokens).float().T).max(dim=1).values
                scores[position] = float(nearest.mean().clamp(0, 1))

        _score(_lengths("", texts), self._budget, fill, name=self.name)
        return scores


def kind_of(folder: Path) -> RerankerKind:
    """Tell which kind of model a folder holds, by its own word."""
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    late = config.get("model_type") == "MultiVectorEncoder" or "query_prefix" in config
    return RerankerKind.LATE_INTERACTION if late else RerankerKind.CROSS_ENCODER


def load_local_reranker(
    described: LocalRerankerModel,
    kind: RerankerKind,
    *,
    device: str = "",
    backend: str = "torch",
    bfloat16: str = AUTO,
) -> Reranker:
    """Load a reranker from its folder; nothing is downloaded, none of its own code is run.

    Raises:
        ModelUnavailable: it cannot be loaded, or scores more than one thing.
        ConfigurationError: the device is not in this machine, or OpenVINO cannot run the model.
    """
    if kind is RerankerKind.CROSS_ENCODER:
        _refuse_unsaid_scores(described)
    on_openvino = backend.startswith("openvino")
    if on_openvino:
        _refuse_late_interaction(described, kind, backend)
        device = only_possible("cpu", device, backend, "RERANKER", "DEVICE")
    place = choose_devices(device)[0]
    weights = count_parameters(described.folder)
    dtype = "float32" if on_openvino else choose_dtype(place, weights, bfloat16)
    attention = choose_attention(place, dtype)
    try:
        model = load_with_attention(
            lambda chosen: _load(described, kind, place, dtype, chosen), attention
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailable(
            f"The reranker {described.name!r} cannot be loaded from {str(described.folder)!r}: "
            f"{str(error).splitlines()[0]} Set CITEWELL_RERANKER_PATH to its folder, or leave "
            "CITEWELL_RERANKER empty."
        ) from error
    if isinstance(model, MultiVectorEncoder):
        return LateInteractionReranker(model.eval(), described)
    if model.num_labels != 1:
        raise ModelUnavailable(
            f"The reranker {described.name!r} gives {model.num_labels} scores for a pair, not one; "
            "it is a classifier. Set CITEWELL_RERANKER to another."
        )
    model.eval()
    if on_openvino:
        from knowledge.models.local.openvino_backend import run_pairs_on_openvino  # noqa: PLC0415 - an optional extra

        run_pairs_on_openvino(model, name=described.name, in_8_bits=backend.endswith("int8"))
    return CrossEncoderReranker(model, described)


def _refuse_late_interaction(
    described: LocalRerankerModel, kind: RerankerKind, backend: str
) -> None:
    if kind is not RerankerKind.CROSS_ENCODER:
        raise ConfigurationError(
            f"CITEWELL_RERANKER_BACKEND={backend} runs cross-encoders, and {described.name!r} "
            "compares word pieces. Set it to torch."
        )


def _load(
    described: LocalRerankerModel,
    kind: RerankerKind,
    device: str,
    dtype: str,
    attention: str | None,
) -> CrossEncoder | MultiVectorEncoder:
    folder, options = str(described.folder), {"dtype": dtype, "attn_implementation": attention}
    if kind is RerankerKind.LATE_INTERACTION:
        return MultiVectorEncoder(
            folder, device=device, local_files_only=True, model_kwargs=options
        )
    pairs: CrossEncoder = CrossEncoder(
        folder,
        device=device,
        local_files_only=True,
        model_kwargs=options,
        max_length=described.max_tokens,
    )
    return pairs


def _refuse_unsaid_scores(described: LocalRerankerModel) -> None:
    """Refuse a folder that does not say how a score comes about.

    sentence-transformers would put a layer of chance on an encoder, and ask a language model for
    "yes" and "no", where zerank-2 for one was trained to say "Yes".
    """
    config = described.folder / "config.json"
    if (described.folder / "modules.json").is_file() or not config.is_file():
        return
    named = json.loads(config.read_text(encoding="utf-8")).get("architectures") or []
    if not any(str(name).endswith("ForSequenceClassification") for name in named):
        raise ModelUnavailable(
            f"The reranker {described.name!r} in {str(described.folder)!r} does not say how it "
            f"scores: it is a {', '.join(map(str, named)) or 'model'} without a modules.json. Pull "
            "it again, or set CITEWELL_RERANKER to a cross-encoder."
        )


def _score(lengths: Sequence[int], budget: int, fill: Work, *, name: str) -> None:
    try:
        work_off(token_budget_batches(lengths, budget), [fill])
    except (RuntimeError, ValueError, IndexError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelUnavailable(
            f"The reranker {name!r} failed on {len(lengths)} passages: {said}"
        ) from error


def _refuse_late(deadline: float) -> None:
    if monotonic() > deadline:
        raise OutOfTime


def _lengths(question: str, texts: Sequence[str]) -> list[int]:
    return [(len(question) + len(text)) // _CHARACTERS_PER_TOKEN + 1 for text in texts]


def _sigmoid(number: float) -> float:
    # Two branches, since exp() of a large number overflows.
    if number >= 0:
        return 1 / (1 + exp(-number))
    return exp(number) / (1 + exp(number))
