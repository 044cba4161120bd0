"""Sends whole messages through a pipe: pickled, each preceded by its length."""

from __future__ import annotations

import pickle
import struct
from typing import IO

_LENGTH = struct.Struct(">Q")


def read_message(stream: IO[bytes]) -> object:
    """Return the next message.

    Raises:
        EOFError: the other side is gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)


def write_message(stream: IO[bytes], message: object) -> None:
    """Send one message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()
