"""A parsing worker that does to its process what broken files do to parsers."""

from __future__ import annotations

import os
import pickle
import struct
import time
from collections.abc import Callable
from pathlib import Path

from ingest.loaders.content.outline import Loaded
from ingest.loaders.registry import PLAIN
from ingest.parsing import worker


def load_naughtily(path: Path) -> Loaded:
    """Do what the file says."""
    deed = path.read_text()
    if deed == "die":
        os._exit(7)
    if deed == "hang":
        time.sleep(60)
    if deed == "eat":
        bytearray(4 * 1024**3)
    if deed == "tell":
        return Loaded((), title=" ".join(f"{name}={value}" for name, value in os.environ.items()))
    if deed in _SENT:
        os.write(_answers(), _SENT[deed](path.parent / "run"))
        time.sleep(60)
    return Loaded(sections=(), title=deed)


class _Runs:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self._path,))


def _message(body: bytes) -> bytes:
    return struct.pack("!i", len(body)) + body


_SENT: dict[str, Callable[[Path], bytes]] = {
    "pickle": lambda path: _message(pickle.dumps(_Runs(path))),
    "lie": lambda _: _message(b'{"loaded": {"sections": "none"}, "reason": ""}'),
    "boast": lambda _: struct.pack("!iQ", -1, 2**60),
}


def _answers() -> int:
    """Return the socket that answers go through: the connection that the worker was given."""
    numbers = sorted(int(each.name) for each in Path("/proc/self/fd").iterdir())
    places = {n: Path(f"/proc/self/fd/{n}") for n in numbers if n > 2}
    return next(n for n, p in places.items() if p.is_socket())


if __name__ == "__main__":
    PLAIN[".txt"] = load_naughtily
    worker.main()
