"""A local model's transformer run by OpenVINO on the CPU; tokens, pooling and framing stay.

The same vectors and scores to six digits (32-bit throughout), so the same identity and the same
cached rows; in 8 bits others, an embedding model's under a name of their own.
Converted in memory through OpenVINO's PyTorch frontend itself: `openvino.convert_model` would do
the same and start Intel's usage statistics, and optimum-intel asks for an older transformers.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from transformers import AttentionInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, eager_mask
from transformers.modeling_outputs import BaseModelOutput, SequenceClassifierOutput
from transformers.utils import logging as transformers_logging

from knowledge.domain.errors import ConfigurationError
from knowledge.models.local.openvino_runtime import compile_on_processor

if TYPE_CHECKING:
    from openvino import CompiledModel, Model, Output


_SAMPLES = ["one short text", "and another one, which is longer than the first by some words"]
# Other shapes than those that were traced: a branch that tracing has fixed wrongly shows here.
_CHECKS = ["a", "Payment is due 30 days after the invoice. " * 24, "Wann endet die Frist?"]
_PAIRS = [("how long?", "31 days"), ("what is the grace period of the plan?", "It is 31 days.")]
_CHECKED_PAIRS = [("When is it due?", text) for text in _CHECKS]
_LEAST_COSINE = 0.9999
_LEAST_COSINE_IN_8_BITS = 0.97
_MOST_APART = 1e-3
_MOST_APART_IN_8_BITS = 1.0
"""Logits: a score of .5 may become one of .27 to .73."""


@dataclass(frozen=True, slots=True)
class _Output:
    """What is wanted of a transformer's output, and the output that holds only that."""

    field: str
    around: Callable[[torch.Tensor], object]


_HIDDEN_STATES = _Output("last_hidden_state", lambda rows: BaseModelOutput(last_hidden_state=rows))
_LOGITS = _Output("logits", lambda rows: SequenceClassifierOutput(logits=rows))


def run_on_openvino(model: SentenceTransformer, *, name: str, in_8_bits: bool = False) -> None:
    """Let OpenVINO compute a loaded embedding model's transformer, in 32 bits or in 8.

    Raises:
        ConfigurationError: OpenVINO is not installed, or cannot convert this model.
    """
    said = _Said(f"the embedding model {name!r}", "CITEWELL_EMBEDDING_BACKEND")
    expected = _vectors(model)
    _replace_body(model, model.preprocess(_SAMPLES), _HIDDEN_STATES, said, in_8_bits=in_8_bits)
    cosine = float(torch.cosine_similarity(expected, _vectors(model)).min())
    # A NaN is neither less nor more.
    if not cosine >= (_LEAST_COSINE_IN_8_BITS if in_8_bits else _LEAST_COSINE):
        raise said.differs(f"vectors (cosine {cosine:.4f})")


def run_pairs_on_openvino(model: CrossEncoder, *, name: str, in_8_bits: bool = False) -> None:
    """Let OpenVINO compute a loaded cross-encoder, in 32 bits or in 8.

    Raises:
        ConfigurationError: OpenVINO is not installed, or cannot convert this model.
    """
    said = _Said(f"the reranker {name!r}", "CITEWELL_RERANKER_BACKEND")
    expected = _logits(model)
    sample = model.preprocess(_PAIRS)
    # What scores after the transformer, in layers of its own (Ettin), reads its hidden states.
    layered = model[0].transformer_task == "feature-extraction"
    output = _HIDDEN_STATES if layered else _LOGITS
    _replace_body(model, sample, output, said, in_8_bits=in_8_bits)
    apart = float((expected - _logits(model)).abs().max())
    if not apart <= (_MOST_APART_IN_8_BITS if in_8_bits else _MOST_APART):
        raise said.differs(f"scores (logits {apart:.4f} apart)")


@dataclass(frozen=True, slots=True)
class _Said:
    """How errors name a model and the setting that asked for OpenVINO."""

    model: str
    setting: str

    def not_one_transformer(self) -> ConfigurationError:
        return ConfigurationError(
            f"OpenVINO runs what is made of one transformer, and {self.model} is not. Set "
            f"{self.setting}=torch."
        )

    def not_installed(self) -> ConfigurationError:
        return ConfigurationError(
            f"{self.setting} asks for OpenVINO, which is not installed. Run "
            "pip install -c constraints.txt openvino, or set it to torch."
        )

    def not_converted(self, error: RuntimeError) -> ConfigurationError:
        return ConfigurationError(
            f"OpenVINO cannot run {self.model}: {str(error).splitlines()[0]} "
            f"Set {self.setting}=torch."
        )

    def differs(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"OpenVINO makes other {what} of {self.model} than torch. Set {self.setting}=torch."
        )


def _replace_body(
    model: SentenceTransformer | CrossEncoder,
    sample: Mapping[str, object],
    output: _Output,
    said: _Said,
    *,
    in_8_bits: bool,
) -> None:
    """Have the model's transformer answer with what OpenVINO computes, and only that `output`."""
    try:
        body = model[0].get_submodule("model")
    except AttributeError as error:
        raise said.not_one_transformer() from error
    attend_finitely(body)
    accepted = inspect.signature(body.forward).parameters
    tensors = {
        key: value
        for key, value in sample.items()
        if isinstance(value, torch.Tensor) and key in accepted
    }
    try:
        compiled = _compile(_Body(body, tuple(tensors), output), tensors, in_8_bits=in_8_bits)
    except ImportError as error:
        raise said.not_installed() from error
    except RuntimeError as error:
        raise said.not_converted(error) from error
    body.forward = _Forward(compiled, tuple(tensors), output)


def _vectors(model: SentenceTransformer) -> torch.Tensor:
    with torch.inference_mode():
        rows: torch.Tensor = model(model.preprocess(_CHECKS))["sentence_embedding"]
    return rows


def _logits(model: CrossEncoder) -> torch.Tensor:
    rows: torch.Tensor = model.predict(
        _CHECKED_PAIRS,
        activation_fn=torch.nn.Identity(),
        show_progress_bar=False,
        convert_to_tensor=True,
    )
    return rows.float()


class _Body(torch.nn.Module):
    """A transformer as a function of tensors in a fixed order, which is what can be traced."""

    def __init__(self, body: torch.nn.Module, names: tuple[str, ...], output: _Output) -> None:
        super().__init__()
        self._body = body
        self._names = names
        self._field = output.field

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        made = self._body(**dict(zip(self._names, tensors, strict=True)), return_dict=True)
        wanted: torch.Tensor = made[self._field]
        return wanted


class _Forward:
    """Stands in for a transformer's forward pass."""

    def __init__(self, compiled: CompiledModel, names: tuple[str, ...], output: _Output) -> None:
        self._request = compiled.create_infer_request()
        self._names = names
        self._output = output

    def __call__(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
        **_others: object,
    ) -> object:
        """Return the hidden states of a batch, (texts, tokens, width), or logits, (texts, 1)."""
        given = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "token_type_ids": token_type_ids,
        }
        rows = [given[name] for name in self._names]
        made = self._request.infer([row.numpy() for row in rows if row is not None])
        # A copy: OpenVINO writes the next batch into the same memory.
        return self._output.around(torch.from_numpy(made[0].copy()))


def _compile(body: _Body, tensors: dict[str, torch.Tensor], *, in_8_bits: bool) -> CompiledModel:
    # An optional extra, so it is imported where it is wanted.
    from openvino import PartialShape, Type  # noqa: PLC0415
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    examples = tuple(tensors.values())
    with torch.inference_mode(), _quiet():
        traced: torch.jit.ScriptModule = torch.jit.trace(  # type: ignore[no-untyped-call]
            body, examples, strict=False
        )
        # Names of their own: OpenVINO does not keep what it still reads from alive.
        manager = FrontEndManager()
        frontend = manager.load_by_framework("pytorch")
        decoder = TorchScriptPythonDecoder(traced)
        loaded = frontend.load(decoder)
        converted = frontend.convert(loaded)
    for port in converted.inputs:
        port.get_node().set_partial_shape(PartialShape([-1, -1]))
        port.get_node().set_element_type(Type.i64)
    converted.validate_nodes_and_infer_types()
    if in_8_bits:
        round_to_8_bits(converted)
    return compile_on_processor(converted, in_8_bits=in_8_bits)


@contextmanager
def _quiet() -> Iterator[None]:
    # Tracing touches every attribute and says which branches it fixes; the comparison of vectors
    # that follows tells whether that mattered.
    loudness = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(loudness)


# A converted model's matrices in 8 bits, each row with a scale of its own.


_LARGEST = 127


def round_to_8_bits(model: Model) -> None:
    """Round the weights of every matrix product, in place; embedding tables stay as they are."""
    # An optional extra, so it is imported where it is wanted.
    from openvino import opset13 as operations  # noqa: PLC0415

    for product in model.get_ordered_ops():
        if product.get_type_name() != "MatMul":
            continue
        constant = _constant(product.input_value(1))
        if constant is None:
            continue
        weights = constant.get_node().get_data().astype(np.float32)
        summed = 1 if product.get_attributes()["transpose_b"] else 0
        scale = np.maximum(np.abs(weights).max(axis=summed, keepdims=True) / _LARGEST, 1e-12)
        rounded = operations.constant(np.rint(weights / scale).astype(np.int8))
        spread = operations.multiply(
            operations.convert(rounded, "f32"), operations.constant(scale.astype(np.float32))
        )
        product.input(1).replace_source_output(spread.output(0))
    model.validate_nodes_and_infer_types()


def _constant(output: Output) -> Output | None:
    """Return the constant that an input is, maybe converted; None where it is computed."""
    node = output.get_node()
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    two_dimensions = 2
    fixed = node.get_type_name() == "Constant" and len(node.get_output_shape(0)) == two_dimensions
    return node.output(0) if fixed else None


# torch's own attention with a finite mask, for OpenVINO: it has no sum over nothing.


_NAME = "sdpa_with_finite_mask"

AttentionInterface.register(_NAME, sdpa_attention_forward)
AttentionMaskInterface.register(_NAME, eager_mask)


def attend_finitely(body: object) -> None:
    """Have a transformer mask by finite numbers, where it is one that lets its attention be set."""
    if not isinstance(body, PreTrainedModel):
        return
    # Another attention than torch's own was there for a reason.
    if body.config._attn_implementation == "sdpa":
        body.set_attn_implementation(_NAME)
