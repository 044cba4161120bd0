"""The bundled model's forward pass as an OpenVINO graph, built from its folder without torch.

torch and what comes with it take six seconds to import, OpenVINO a quarter of one, and a batch
takes it less time. The vectors are torch's to six digits, so the model's identity is the same.
A BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) whose tokens are averaged (Reimers
and Gurevych 2019, https://arxiv.org/abs/1908.10084).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.domain.passages import FloatRows
from knowledge.models.local.openvino_runtime import compile_on_processor

if TYPE_CHECKING:
    from openvino import InferRequest, Model, Node

_BATCH_TOKENS = 2_048
_MASKED = np.float32(-1e9)


class BertEncoder:
    """The bundled MiniLM on this machine's processor."""

    def __init__(self, folder: Path) -> None:
        """Read what the folder says; its weights only for the first batch, a third of a second."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        body = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self._folder = folder
        self._width = int(config["hidden_size"])
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._max_tokens = int(body["max_seq_length"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_padding(pad_id=config["pad_token_id"])
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._counter.no_truncation()
        self._counter.no_padding()
        self._counter_lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._width

    @property
    def max_tokens(self) -> int:
        """Tokens that are read of a text, its special ones counted."""
        return self._max_tokens

    @property
    def special_tokens(self) -> int:
        """Tokens that the tokenizer puts around every text by itself."""
        return int(self._tokenizer.num_special_tokens_to_add(is_pair=False))

    @property
    def batch_tokens(self) -> int:
        """The padded tokens of a batch that are quickest on a processor."""
        return _BATCH_TOKENS

    def limit(self, tokens: int) -> None:
        """Cut longer texts after so many tokens, their special ones counted."""
        self._tokenizer.enable_truncation(tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special ones not counted."""
        encoded = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(each.ids) for each in encoded]

    def encode(self, texts: Sequence[str], *, prompt: str, task: str) -> FloatRows:
        """Return the vectors of one batch, shape (texts, dimension); the model knows no tasks."""
        encoded = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
        ids = np.array([each.ids for each in encoded], dtype=np.int64)
        read = np.array([each.attention_mask for each in encoded], dtype=np.float32)
        # A copy: OpenVINO writes the next batch into the same memory.
        rows: FloatRows = self._request.infer([ids, read])[0].copy()
        return rows

    @cached_property
    def _request(self) -> InferRequest:
        graph = _Graph(self._folder, heads=self._heads, epsilon=self._epsilon)
        return compile_on_processor(graph.built(layers=self._layers)).create_infer_request()


class _Graph:
    """Builds the graph; every node is (texts, tokens, width) where nothing else is said."""

    def __init__(self, folder: Path, *, heads: int, epsilon: float) -> None:
        # Half a second that nobody else should wait for.
        from openvino import opset13  # noqa: PLC0415

        self._ops = opset13
        self._weights = load_file(folder / "model.safetensors")
        self._heads = heads
        self._epsilon = epsilon

    def built(self, *, layers: int) -> Model:
        """Return token ids and mask, both (texts, tokens), to averages (texts, width)."""
        from openvino import Model  # noqa: PLC0415

        ops = self._ops
        ids = ops.parameter([-1, -1], np.int64, "input_ids")
        mask = ops.parameter([-1, -1], np.float32, "attention_mask")
        hidden = self._embedded(ids)
        unread = ops.multiply(ops.subtract(ops.constant(np.float32(1)), mask), _MASKED)
        bias = ops.unsqueeze(unread, [1, 2])
        for layer in range(layers):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}")
        read = ops.unsqueeze(mask, [2])
        total = ops.reduce_sum(ops.multiply(hidden, read), [1])
        return Model([ops.divide(total, ops.reduce_sum(read, [1]))], [ids, mask], "bert")

    def _embedded(self, ids: Node) -> Node:
        ops = self._ops
        tokens = ops.gather(ops.shape_of(ids), [1], 0)
        places = ops.slice(self._weight("embeddings.position_embeddings"), [0], tokens, [1], [0])
        kind = ops.slice(self._weight("embeddings.token_type_embeddings"), [0], [1], [1], [0])
        words = ops.gather(self._weight("embeddings.word_embeddings"), ids, 0)
        return self._normed(ops.add(ops.add(words, places), kind), "embeddings.LayerNorm")

    def _layer(self, hidden: Node, bias: Node, name: str) -> Node:
        ops = self._ops
        query, key, value = (
            self._split(self._dense(hidden, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        attended = ops.scaled_dot_product_attention(query, key, value, bias)
        joined = ops.reshape(ops.transpose(attended, [0, 2, 1, 3]), [0, 0, -1], special_zero=True)
        mixed = self._dense(joined, f"{name}.attention.output.dense")
        hidden = self._normed(ops.add(hidden, mixed), f"{name}.attention.output.LayerNorm")
        wide = ops.gelu(self._dense(hidden, f"{name}.intermediate.dense"), "erf")
        narrow = self._dense(wide, f"{name}.output.dense")
        return self._normed(ops.add(hidden, narrow), f"{name}.output.LayerNorm")

    def _split(self, rows: Node) -> Node:
        """Return (texts, heads, tokens, width of a head)."""
        ops = self._ops
        split = ops.reshape(rows, [0, 0, self._heads, -1], special_zero=True)
        return ops.transpose(split, [0, 2, 1, 3])

    def _dense(self, rows: Node, name: str) -> Node:
        product = self._ops.matmul(rows, self._weight(name), False, True)
        return self._ops.add(product, self._weight(name, "bias"))

    def _normed(self, rows: Node, name: str) -> Node:
        ops = self._ops
        even = ops.mvn(rows, [-1], True, self._epsilon, "inside_sqrt")
        return ops.add(ops.multiply(even, self._weight(name)), self._weight(name, "bias"))

    def _weight(self, name: str, kind: str = "weight") -> Node:
        return self._ops.constant(self._weights[f"{name}.{kind}"], shared_memory=True)
