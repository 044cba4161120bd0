"""A local model's transformer run by OpenVINO on the CPU; tokens, pooling and framing stay.

The same vectors to six digits (32-bit throughout), so the same identity and the same cached rows;
in 8 bits others, under a name of their own.
Converted in memory through OpenVINO's PyTorch frontend itself: `openvino.convert_model` would do
the same and start Intel's usage statistics, and optimum-intel asks for an older transformers.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from sentence_transformers import SentenceTransformer
from transformers.modeling_outputs import BaseModelOutput
from transformers.utils import logging as transformers_logging

from knowledge.errors import ConfigurationError
from knowledge.local.openvino_int8 import DYNAMIC, round_to_8_bits

if TYPE_CHECKING:
    from openvino import CompiledModel

_SAMPLES = ["one short text", "and another one, which is longer than the first by some words"]
# Other shapes than those that were traced: a branch that tracing has fixed wrongly shows here.
_CHECKS = ["a", "Payment is due 30 days after the invoice. " * 12, "Wann endet die Frist?"]
_LEAST_COSINE = 0.9999
_LEAST_COSINE_IN_8_BITS = 0.97


def run_on_openvino(model: SentenceTransformer, *, name: str, in_8_bits: bool = False) -> None:
    """Let OpenVINO compute a loaded model's transformer, in 32 bits or in 8.

    Raises:
        ConfigurationError: OpenVINO is not installed, or cannot convert this model.
    """
    try:
        body = model[0].get_submodule("model")
    except AttributeError as error:
        raise ConfigurationError(
            f"The embedding model {name!r} is not made of one transformer, which is what OpenVINO "
            "would run. Set CITEWELL_EMBEDDING_BACKEND=torch."
        ) from error
    sample = model.preprocess(_SAMPLES)
    accepted = inspect.signature(body.forward).parameters
    tensors = {
        key: value
        for key, value in sample.items()
        if isinstance(value, torch.Tensor) and key in accepted
    }
    expected = _vectors(model)
    try:
        compiled = _compile(body, tensors, in_8_bits=in_8_bits)
    except ImportError as error:
        raise ConfigurationError(
            "CITEWELL_EMBEDDING_BACKEND asks for OpenVINO, which is not installed. Run "
            "pip install -c constraints.txt -e '.[openvino]', or set it to torch."
        ) from error
    except RuntimeError as error:
        raise ConfigurationError(
            f"OpenVINO cannot run the embedding model {name!r}: {str(error).splitlines()[0]} "
            "Set CITEWELL_EMBEDDING_BACKEND=torch."
        ) from error
    body.forward = _Forward(compiled, tuple(tensors))
    cosine = float(torch.cosine_similarity(expected, _vectors(model)).min())
    if cosine < (_LEAST_COSINE_IN_8_BITS if in_8_bits else _LEAST_COSINE):
        raise ConfigurationError(
            f"OpenVINO makes other vectors of the embedding model {name!r} than torch (cosine "
            f"{cosine:.4f}). Set CITEWELL_EMBEDDING_BACKEND=torch."
        )


def _vectors(model: SentenceTransformer) -> torch.Tensor:
    with torch.inference_mode():
        rows: torch.Tensor = model(model.preprocess(_CHECKS))["sentence_embedding"]
    return rows


class _Body(torch.nn.Module):
    """A transformer as a function of tensors in a fixed order, which is what can be traced."""

    def __init__(self, body: torch.nn.Module, names: tuple[str, ...]) -> None:
        super().__init__()
        self._body = body
        self._names = names

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        made = self._body(**dict(zip(self._names, tensors, strict=True)), return_dict=True)
        hidden: torch.Tensor = made.last_hidden_state
        return hidden


class _Forward:
    """Stands in for a transformer's forward pass."""

    def __init__(self, compiled: CompiledModel, names: tuple[str, ...]) -> None:
        self._request = compiled.create_infer_request()
        self._names = names

    def __call__(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
        **_others: object,
    ) -> BaseModelOutput:
        """Return the hidden states of a batch, shape (texts, tokens, width)."""
        given = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "token_type_ids": token_type_ids,
        }
        rows = [given[name] for name in self._names]
        made = self._request.infer([row.numpy() for row in rows if row is not None])
        # A copy: OpenVINO writes the next batch into the same memory.
        return BaseModelOutput(last_hidden_state=torch.from_numpy(made[0].copy()))


def _compile(
    body: torch.nn.Module, tensors: dict[str, torch.Tensor], *, in_8_bits: bool
) -> CompiledModel:
    # An optional extra, so it is imported where it is wanted.
    from openvino import Core, PartialShape, Type  # noqa: PLC0415
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    examples = tuple(tensors.values())
    with torch.inference_mode(), _quiet():
        traced: torch.jit.ScriptModule = torch.jit.trace(  # type: ignore[no-untyped-call]
            _Body(body, tuple(tensors)), examples, strict=False
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
    # Without the hint a CPU with AMX computes in bfloat16, and the vectors would be others.
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": torch.get_num_threads()}
    if in_8_bits:
        round_to_8_bits(converted)
        settings |= DYNAMIC
    return Core().compile_model(converted, "CPU", settings)


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
