"""A model service's HTTP server for tests: embeds and reranks in the shape it is asked in."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from knowledge.domain.passages import FloatRows
from tests.serving import served

Embed = Callable[[Sequence[str]], FloatRows]
Score = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True)
class Fault:
    """One answer that is no success; shorter than the bytes `promised`, it breaks off."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = '{"error": {"message": "not now"}}'
    promised: int = 0


@dataclass
class ServiceStub:
    """The running server. `faults` are given first, one per request; then it answers.

    `as_base64` False stands for a server that ignores the wish for base64.
    """

    embed: Embed
    score: Score
    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    as_base64: bool = True
    pause_seconds: float = 0.0
    requests: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Return all texts of all requests, in order."""
        return [text for _, body in self.requests for text in _texts_of(body)]


def no_scores(query: str, documents: Sequence[str]) -> Sequence[float]:
    """Rerank nothing."""
    del query
    return [0.0] * len(documents)


def no_vectors(texts: Sequence[str]) -> FloatRows:
    """Embed nothing."""
    return np.zeros((len(texts), 4), dtype=np.float32)


@contextmanager
def service_stub(
    *, embed: Embed = no_vectors, score: Score = no_scores, faults: Sequence[Fault] = ()
) -> Iterator[ServiceStub]:
    """Run a server on a free port of this machine until the block ends."""
    stub = ServiceStub(embed, score, faults=list(faults))
    server = _Server(stub)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    with served(server):
        yield stub


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: ServiceStub) -> None:
        self.stub = stub
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        stub = self.server.stub
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stub.requests.append((self.path, body))
        stub.keys.append(self.headers.get("Authorization", ""))
        time.sleep(stub.pause_seconds)
        fault = stub.faults.pop(0) if stub.faults else None
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked may not wait any more
            if fault:
                self._send(fault.status, fault.text, fault.headers, promised=fault.promised)
                self.close_connection = bool(fault.promised)
            else:
                self._send(200, json.dumps(_answer(stub, self.path, body)), {})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(
        self, status: int, text: str, headers: Mapping[str, str], *, promised: int = 0
    ) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(promised or len(content)))
        self.end_headers()
        self.wfile.write(content)


def _answer(stub: ServiceStub, path: str, body: dict[str, object]) -> object:
    texts = _texts_of(body)
    if path.endswith("rerank"):
        scores = stub.score(str(body["query"]), texts)
        ranked = sorted(enumerate(scores), key=lambda pair: -pair[1])
        return {"results": [{"index": i, "relevance_score": score} for i, score in ranked]}
    rows = stub.embed(texts)
    length = body.get("dimensions") or body.get("output_dimension") or rows.shape[1]
    assert isinstance(length, int)
    rows = rows[:, :length]
    if path.endswith("v2/embed"):
        return {"embeddings": {"float": rows.tolist()}}
    wants_base64 = stub.as_base64 and body.get("encoding_format") == "base64"
    vectors = [_base64(row) if wants_base64 else row.tolist() for row in rows]
    if path.endswith("models/embed"):
        return {"results": [{"embedding": vector} for vector in vectors]}
    # OpenAI promises no order: `index` tells it.
    numbered = [{"index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    return {"data": numbered[::-1], "model": body["model"]}


def _texts_of(body: Mapping[str, object]) -> list[str]:
    texts = body.get("input") or body.get("texts") or body.get("documents")
    assert isinstance(texts, list)
    return texts


def _base64(row: FloatRows) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()
