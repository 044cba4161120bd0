"""Hashes files, so that a second run knows what is unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

_READ_BYTES = 1_048_576


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def content_hash(file_sha256: str, *others: str) -> str:
    """Return one hash over a file's bytes and all else that its passages depend on."""
    return hashlib.sha256("\n".join((file_sha256, *others)).encode()).hexdigest()
