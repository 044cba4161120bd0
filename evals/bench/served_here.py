"""A server of the OpenAI embeddings' shape on this machine, to measure the served path with."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import BaseModel, ConfigDict

from knowledge.embedding import Embedder

_PATH = "/v1/embeddings"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    input: Sequence[str]
    model: str


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.embedder = embedder


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != _PATH:
            self.send_error(404)
            return
        asked = _Asked.model_validate_json(body)
        # As vLLM does: the text is embedded as it comes, whoever asks has framed it.
        rows = self.server.embedder.embed_passages(asked.input)
        data = [
            {"index": i, "embedding": base64.b64encode(row.tobytes()).decode()}
            for i, row in enumerate(rows)
        ]
        answer = json.dumps({"model": asked.model, "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: the bench prints a table."""


@contextmanager
def served_here(embedder: Embedder) -> Iterator[str]:
    """Serve a model on a free port of this machine; yield the address to set as base URL."""
    server = _Server(embedder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
