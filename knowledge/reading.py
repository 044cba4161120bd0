"""Reads question and passages word piece by word piece, with the vectors of the embedding model.

Late interaction (ColBERT's MaxSim: Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832)
over a model that was never trained for it: a passage scores by how near its nearest piece comes to
each piece of the question, on average. One vector per passage blurs what these still tell apart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import inf
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder
from knowledge.errors import ConfigurationError
from knowledge.models.reranker_catalogue import READING
from knowledge.passages import FloatRows
from knowledge.reranking import OutOfTime
from knowledge.token_vectors import TokenReader

SAY = 0.6
"""Its say against the order found: .5 to .7 do best on FeedbackQA, INSCIT and ObliQA alike."""

CANDIDATES = 20
"""Passages that it reads where no other number is set: 50 bring no more, 10 two thirds of it."""

_READ_AT_ONCE = 8
"""Passages between two looks at the clock."""

_KEPT = 2_500
"""Passages whose vectors stay in memory: 160 MB of MiniLM's 384 numbers at 170 pieces each."""

_LEVELS = 127


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Unit rows in 8 bits, which costs no nDCG@10: `levels` (pieces, dimension) times `scale`."""

    levels: NDArray[np.int8]
    scale: FloatRows

    @property
    def rows(self) -> FloatRows:
        """The rows, unit to two digits."""
        restored: FloatRows = self.levels * self.scale
        return restored


@dataclass(frozen=True, slots=True)
class Reading:
    """How near the nearest pieces of a passage come to those of a question; cosines, 0 to 1.

    `mean` is over all pieces of the question, `weakest` over the quarter that is met least.
    """

    mean: float
    weakest: float


class PassageReader:
    """Plays a reranker, and gives the evidence gate its scores; keeps what it has read."""

    def __init__(self, tokens: TokenReader, *, kept: int = _KEPT) -> None:
        self._tokens = tokens
        self._most = kept
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What it is called in traces."""
        return READING

    def scores(self, question: str, texts: Sequence[str], *, deadline: float = inf) -> list[float]:
        """Return for each text the mean, over the question's pieces, of the best cosine; 0 to 1.

        Raises:
            OutOfTime: the deadline passed before all texts were read; what was read is kept.
        """
        return [each.mean for each in self.read(question, texts, deadline=deadline)]

    def read(self, question: str, texts: Sequence[str], *, deadline: float = inf) -> list[Reading]:
        """Return what each text meets of the question.

        Raises:
            OutOfTime: as `scores` does.
        """
        asked = self._tokens.read_tokens([question])[0].rows
        digests = [sha256(text.encode()).digest() for text in texts]
        known = self._known(digests)
        missing = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
        todo = list(missing)
        for start in range(0, len(todo), _READ_AT_ONCE):
            if monotonic() > deadline:
                raise OutOfTime
            batch = todo[start : start + _READ_AT_ONCE]
            known |= self._read({digest: missing[digest] for digest in batch})
        return [_reading(asked, known[digest].rows) for digest in digests]

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, _Kept]:
        with self._lock:
            found = {digest: self._kept[digest] for digest in digests if digest in self._kept}
            for digest in found:
                self._kept.move_to_end(digest)
        return found

    def _read(self, texts: dict[bytes, str]) -> dict[bytes, _Kept]:
        made = self._tokens.read_tokens(list(texts.values()))
        read = {digest: _packed(each.rows) for digest, each in zip(texts, made, strict=True)}
        with self._lock:
            self._kept |= read
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return read


def _packed(rows: FloatRows) -> _Kept:
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    scale = (np.where(largest > 0, largest, 1) / _LEVELS).astype(np.float32)
    return _Kept(np.round(rows / scale).astype(np.int8), scale)


def _reading(asked: FloatRows, rows: FloatRows) -> Reading:
    if not len(asked) or not len(rows):
        return Reading(0.0, 0.0)
    met = np.sort((asked @ rows.T).max(axis=1)).clip(0, 1)
    return Reading(float(met.mean()), float(met[: max(1, len(met) // 4)].mean()))


def passage_reader(embedder: Embedder) -> PassageReader:
    """Return the reader over an embedding model, the same for the same model.

    Raises:
        ConfigurationError: the model gives no vectors of word pieces (it runs on a server).
    """
    if not isinstance(embedder, TokenReader):
        raise ConfigurationError(
            f"The embedding model {embedder.identity.name!r} runs on a server, which gives one "
            f"vector per text; {READING!r} needs one per word piece. Set CITEWELL_RERANKER to "
            "another, or leave it empty."
        )
    return _reader_over(embedder)


@lru_cache(maxsize=2)
def _reader_over(tokens: TokenReader) -> PassageReader:
    return PassageReader(tokens)
