"""A reverse proxy that signs people in: it adds headers to what a browser sends."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_PIECE = 65_536


@contextmanager
def proxied(port: int, headers: Mapping[str, str]) -> Iterator[str]:
    """Pass connections on to a port of this machine, headers added; yield where."""
    added = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()

    class Passing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection(("localhost", port)) as there:
                first, rest = self.request.recv(_PIECE).split(b"\r\n", 1)
                there.sendall(first + b"\r\n" + added + rest)
                threading.Thread(target=_pass_on, args=(there, self.request), daemon=True).start()
                _pass_on(self.request, there)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Passing) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
