"""Reads question and passages word piece by word piece, with the vectors of the embedding model.

Late interaction (ColBERT's MaxSim: Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832)
over a model that was never trained for it: a passage scores by how near its nearest piece comes to
each piece of the question, on average. One vector per passage blurs what these still tell apart.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path
from time import monotonic

import numpy as np

from knowledge.domain.embedding import Embedder, EmbedderIdentity
from knowledge.domain.errors import ConfigurationError, StoreUnavailable
from knowledge.domain.passages import FloatRows
from knowledge.files.blob_cache import text_digest
from knowledge.models.catalogue.rerankers import LATE_INTERACTION
from knowledge.models.late_interaction.cache import (
    TokenVectorCache,
    packed_token_vectors,
    token_vectors_path,
)
from knowledge.models.late_interaction.token_vectors import TokenEmbedder, turned, unpacked
from knowledge.models.reranking import OutOfTime

_LOG = logging.getLogger(__name__)

SAY = 0.6
"""Its say against the order found: .5 to .7 do best on FeedbackQA, INSCIT and ObliQA alike."""

CANDIDATES = 20
"""Passages that it reads where no other number is set: 50 bring no more, 10 two thirds of it."""

_READ_AT_ONCE = 8
"""Passages between two looks at the clock."""

_KEPT = 10_000
"""Passages whose vectors stay in memory: 60 MB of MiniLM's 384 numbers at 128 pieces each."""


@dataclass(frozen=True, slots=True)
class MaxSim:
    """How near the nearest pieces of a passage come to those of a question; cosines, 0 to 1.

    `mean` is over all pieces of the question, `weakest` over the quarter that is met least.
    """

    mean: float
    weakest: float


class LateInteractionScorer:
    """Plays a reranker, and gives the evidence gate its scores; keeps what it has read."""

    def __init__(
        self, tokens: TokenEmbedder, *, kept: int = _KEPT, cache: TokenVectorCache | None = None
    ) -> None:
        """Take the model; `kept` passages stay in memory, all of them on the `cache`."""
        self._tokens = tokens
        self._most = kept
        self._cache = cache
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What it is called in traces."""
        return LATE_INTERACTION

    def scores(self, question: str, texts: Sequence[str], *, deadline: float = inf) -> list[float]:
        """Return for each text the mean, over the question's pieces, of the best cosine; 0 to 1.

        Raises:
            OutOfTime: the deadline passed before all texts were read; what was read is kept.
        """
        return [each.mean for each in self.maxsim(question, texts, deadline=deadline)]

    def maxsim(self, question: str, texts: Sequence[str], *, deadline: float = inf) -> list[MaxSim]:
        """Return what each text meets of the question.

        Raises:
            OutOfTime: as `scores` does.
        """
        asked = turned(self._tokens.embed_tokens([question])[0].rows)
        digests = [text_digest(text) for text in texts]
        known = self._known(digests)
        missing = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
        todo = list(missing)
        for start in range(0, len(todo), _READ_AT_ONCE):
            if monotonic() > deadline:
                raise OutOfTime
            batch = todo[start : start + _READ_AT_ONCE]
            known |= self._read([missing[digest] for digest in batch])
        width = asked.shape[1]
        return [_maxsim(asked, unpacked(known[digest], width)) for digest in digests]

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        with self._lock:
            found = {digest: self._kept[digest] for digest in digests if digest in self._kept}
            for digest in found:
                self._kept.move_to_end(digest)
        if self._cache is not None and (elsewhere := [d for d in digests if d not in found]):
            with _only_saves_time():
                shelved = self._cache.get(elsewhere)
                self._keep(shelved)
                found |= shelved
        return found

    def _read(self, texts: Sequence[str]) -> dict[bytes, bytes]:
        read = packed_token_vectors(texts, self._tokens.embed_tokens(texts))
        self._keep(read)
        if self._cache is not None:
            with _only_saves_time():
                self._cache.put(read)
        return read

    def _keep(self, read: Mapping[bytes, bytes]) -> None:
        with self._lock:
            self._kept |= read
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@contextmanager
def _only_saves_time() -> Iterator[None]:
    """Go on without the shelf where it cannot be used: passages are read again."""
    try:
        yield
    except StoreUnavailable as error:
        _LOG.warning("%s", error)


def _maxsim(asked: FloatRows, rows: FloatRows) -> MaxSim:
    if not len(asked) or not len(rows):
        return MaxSim(0.0, 0.0)
    met = np.sort((asked @ rows.T).max(axis=1)).clip(0, 1)
    return MaxSim(float(met.mean()), float(met[: max(1, len(met) // 4)].mean()))


def late_interaction_scorer(
    embedder: Embedder, data_dir: Path | None = None
) -> LateInteractionScorer:
    """Return the reader over an embedding model, the same for the same model and data folder.

    Without a folder, or where nothing can be written there, what was read stays in memory only.

    Raises:
        ConfigurationError: the model gives no vectors of word pieces (it runs on a server).
    """
    if not isinstance(embedder, TokenEmbedder):
        raise ConfigurationError(
            f"The embedding model {embedder.identity.name!r} runs on a server, which gives one "
            f"vector per text; {LATE_INTERACTION!r} needs one per word piece. Set "
            "CITEWELL_RERANKER to "
            "another, or to none."
        )
    return _scorer_over(embedder, embedder.identity, data_dir)


@lru_cache(maxsize=2)
def _scorer_over(
    tokens: TokenEmbedder, identity: EmbedderIdentity, data_dir: Path | None
) -> LateInteractionScorer:
    cache = None
    if data_dir is not None:
        with _only_saves_time():
            cache = TokenVectorCache(token_vectors_path(data_dir), identity)
    return LateInteractionScorer(tokens, cache=cache)
