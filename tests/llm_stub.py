"""A language model's HTTP server for tests: speaks OpenAI's chat protocol, answers by script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import served


class Mode(StrEnum):
    """How the server behaves."""

    NORMAL = "normal"
    SILENT = "silent"  # takes the question, then says nothing for `pause_seconds`
    SLOW = "slow"  # sends the first piece, then is silent for `pause_seconds`
    DRIPPING = "dripping"  # pauses `pause_seconds` between pieces
    ERROR = "error"  # HTTP 500
    WRONG_KEY = "wrong key"  # HTTP 401
    RATE_LIMIT = "rate limit"  # HTTP 429
    UNKNOWN_MODEL = "unknown model"  # HTTP 404
    GARBAGE = "garbage"  # HTTP 200 and a web page
    EMPTY = "empty"  # a stream without text
    DISCONNECT = "disconnect"  # half of the answer, then the connection breaks


_STATUS = {Mode.ERROR: 500, Mode.WRONG_KEY: 401, Mode.RATE_LIMIT: 429, Mode.UNKNOWN_MODEL: 404}


@dataclass
class LlmStub:
    """The running server. `answers` are given in turn, the last one again and again."""

    url: str
    answers: list[str]
    mode: Mode = Mode.NORMAL
    pause_seconds: float = 5.0
    failures: int | None = None  # how many requests an error mode answers so; None: all
    headers: dict[str, str] = field(default_factory=dict)
    finish: str | None = "stop"  # how it says that the answer ended; None: it does not
    whole: bool = False  # answers at once, though a stream is asked for
    refusal: Callable[[dict[str, object]], tuple[int, object] | None] = lambda _request: None
    requests: list[dict[str, object]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    pieces_sent: int = 0

    def next_answer(self) -> str:
        """Return the answer for the next request."""
        if self.mode is Mode.EMPTY:
            return ""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def texts(self, request: int = -1) -> list[str]:
        """Return the texts of a request's messages."""
        messages = self.requests[request]["messages"]
        assert isinstance(messages, list)
        return [str(message["content"]) for message in messages]


@contextmanager
def llm_stub(
    answers: Sequence[str] = ("Hello [1].",),
    *,
    mode: Mode = Mode.NORMAL,
    pause_seconds: float = 5.0,
) -> Iterator[LlmStub]:
    """Run a server on a free port of this machine until the block ends."""
    stub = LlmStub("", list(answers), mode, pause_seconds)
    server = _Server(stub)
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    with served(server):
        try:
            yield stub
        finally:
            stub.closing.set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: LlmStub) -> None:
        self.stub = stub
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def stub(self) -> LlmStub:
        assert isinstance(self.server, _Server)
        return self.server.stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.stub.requests.append(json.loads(body))
        self.stub.keys.append(self.headers.get("Authorization", ""))
        self.stub.asked.set()
        try:
            self._reply()
        except (BrokenPipeError, ConnectionResetError):
            self.stub.hung_up.set()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Keep the tests' output clean."""

    def _reply(self) -> None:
        refused = self.stub.refusal(self.stub.requests[-1])
        if refused is not None:
            self._send(refused[0], "application/json", refused[1])
        elif self.stub.mode in _STATUS and self._fails():
            message = f"scripted {self.stub.mode.value}"
            self._send(_STATUS[self.stub.mode], "application/json", {"error": {"message": message}})
        elif self.stub.mode is Mode.GARBAGE:
            self._send(200, "text/html", "<html>It works!</html>")
        elif self._streaming():
            self._stream(self.stub.next_answer())
        else:
            self._send(200, "application/json", _completion(self.stub.next_answer()))

    def _fails(self) -> bool:
        return self.stub.failures is None or len(self.stub.requests) <= self.stub.failures

    def _streaming(self) -> bool:
        return bool(self.stub.requests[-1].get("stream")) and not self.stub.whole

    def _send(self, status: int, kind: str, content: object) -> None:
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        # It hangs up after each answer: who is not told may ask once more on a line that is gone.
        self.send_header("Connection", "close")
        for name, value in self.stub.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, answer: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        pieces = [answer[i : i + 7] for i in range(0, len(answer), 7)]
        for number, piece in enumerate(pieces):
            self._pause_before(number)
            if self.stub.mode is Mode.DISCONNECT and number >= len(pieces) // 2:
                return
            self._event(_chunk({"content": piece}, None))
            self.stub.pieces_sent += 1
        if self.stub.finish:
            self._event(_chunk({}, self.stub.finish))
            self._write(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _pause_before(self, number: int) -> None:
        if (self.stub.mode is Mode.SLOW and number == 1) or self.stub.mode is Mode.DRIPPING:
            self.stub.closing.wait(self.stub.pause_seconds)
        if self.stub.mode is Mode.SILENT and number == 0:
            self.connection.settimeout(self.stub.pause_seconds)
            with suppress(TimeoutError):
                # Nothing more is sent to us, but the end of the connection is.
                if self.connection.recv(1) == b"":
                    raise BrokenPipeError

    def _event(self, content: object) -> None:
        self._write(f"data: {json.dumps(content)}\n\n".encode())

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, object]:
    return {
        "id": "stub",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "stub",
        "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
    }


def _completion(text: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "stub",
        "object": "chat.completion",
        "created": 0,
        "model": "stub",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
