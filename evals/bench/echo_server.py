"""A language model's server that says at once what it was asked: for measuring all else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

_PIECE_CHARACTERS = 12


@contextmanager
def echo_server() -> Iterator[str]:
    """Run it on a free port of this machine; yield its OpenAI-compatible address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # As many callers at once must not be turned away.
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Stream the last message back, citing the first passage."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        messages = cast("list[dict[str, str]]", body["messages"])
        answer = f"You asked: {messages[-1]['content']} [1]."
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for start in range(0, len(answer), _PIECE_CHARACTERS):
            self._send(_chunk({"content": answer[start : start + _PIECE_CHARACTERS]}, None))
        self._send(_chunk({}, "stop"))
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Keep the measurement's output clean."""

    def _send(self, content: object) -> None:
        self.wfile.write(f"data: {json.dumps(content)}\n\n".encode())
        self.wfile.flush()


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, object]:
    return {
        "id": "echo",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "echo",
        "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
    }
