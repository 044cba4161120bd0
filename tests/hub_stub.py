"""A model hub's HTTP server for tests: one model at one commit, and downloads that break off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.serving import served


@dataclass
class HubStub:
    """The running hub. Files in `breaking` break off once, in the middle of their download.

    `ranges` are the byte ranges asked for, by file: a continued download asks for one. `commit` is
    where the branch "main" stands; `earlier` commits can still be asked for by name.
    """

    model: str
    commit: str
    files: Mapping[str, bytes]
    url: str = ""
    gated: bool = False
    breaking: set[str] = field(default_factory=set)
    ranges: dict[str, list[str]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    kind: str = "models"
    earlier: set[str] = field(default_factory=set)


@contextmanager
def hub_stub(model: str, commit: str, folder: Path, *, kind: str = "models") -> Iterator[HubStub]:
    """Serve a folder as a model, or as one of `kind` "datasets", until the block ends."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    stub = HubStub(model, commit, files, kind=kind)
    server = _Server(stub)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    with served(server):
        yield stub


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: HubStub) -> None:
        self.stub = stub
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def stub(self) -> HubStub:
        assert isinstance(self.server, _Server)
        return self.server.stub

    def do_HEAD(self) -> None:
        self._answer(with_content=False)

    def do_GET(self) -> None:
        self._answer(with_content=True)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, *, with_content: bool) -> None:
        stub = self.stub
        path = unquote(urlsplit(self.path).path)
        stub.paths.append(path)
        known = f"/api/{stub.kind}/{stub.model}"
        named = path.removeprefix(f"/api/{stub.kind}").removeprefix(f"/{stub.kind}")
        if not f"{named}/".startswith(f"/{stub.model}/"):
            self._send(404, b'{"error": "not found"}', {"X-Error-Code": "RepoNotFound"})
        elif stub.gated:
            self._send(403, b'{"error": "gated"}', {"X-Error-Code": "GatedRepo"})
        elif path.startswith(f"{known}/tree/"):
            self._send(200, json.dumps([_leaf(*item) for item in stub.files.items()]).encode(), {})
        elif path.startswith(known):
            named = path.partition("/revision/")[2]
            if named not in ("", "main", stub.commit, *stub.earlier):
                error = {"X-Error-Code": "RevisionNotFound"}
                self._send(404, b'{"error": "no such revision"}', error)
                return
            siblings = [{"rfilename": name} for name in stub.files]
            commit = named if named in stub.earlier else stub.commit
            info = {"id": stub.model, "sha": commit, "siblings": siblings}
            self._send(200, json.dumps(info).encode(), {})
        else:
            commit, _, name = path.split("/resolve/")[1].partition("/")
            self._file(name, commit, with_content=with_content)

    def _file(self, name: str, commit: str, *, with_content: bool) -> None:
        stub = self.stub
        content = stub.files[name]
        headers = {"ETag": f'"{_etag(content)}"', "X-Repo-Commit": commit}
        wanted = self.headers.get("Range", "")
        if not with_content:
            self._send(200, content, headers, with_content=False)
            return
        stub.ranges.setdefault(name, []).append(wanted)
        start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
        status = 206 if wanted else 200
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if name in stub.breaking:
            stub.breaking.discard(name)
            self._send(status, content, headers, sent=len(content) // 2)
            self.close_connection = True
        else:
            self._send(status, content[start:], headers)

    def _send(
        self,
        status: int,
        content: bytes,
        headers: Mapping[str, str],
        *,
        with_content: bool = True,
        sent: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_content:
            self.wfile.write(content if sent is None else content[:sent])


def _leaf(name: str, content: bytes) -> dict[str, object]:
    return {"type": "file", "path": name, "size": len(content), "oid": _etag(content)}


def _etag(content: bytes) -> str:
    # git's name of a blob, which the hub gives as the ETag of small files
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
