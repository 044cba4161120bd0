"""An HTTP proxy on this machine that passes nothing on and records what it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.serving import served

_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass
class ProxyStub:
    """What went to the proxy: request lines, and the bodies sent with them."""

    asked: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._record()

    def do_POST(self) -> None:
        self._record()

    def do_CONNECT(self) -> None:
        self._record()

    def _record(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.stub.asked.append(self.requestline)
        self.server.stub.bodies.append(self.rfile.read(length).decode())
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_parts: object) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    def __init__(self, stub: ProxyStub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub


@contextmanager
def proxy_stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProxyStub]:
    """Run the proxy, named by the environment as companies do, until the block ends."""
    stub = ProxyStub()
    server = _Server(stub)
    for variable in _VARIABLES:
        for name in (variable, variable.lower()):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with served(server):
        yield stub
