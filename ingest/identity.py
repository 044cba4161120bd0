"""Names documents and passages so that a second run gives the same ids."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

_READ_BYTES = 1_048_576


def document_id(knowledge_base: str, key: str, version: str) -> str:
    """Return the id of one version of one document in one knowledge base."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"citewell:{knowledge_base}")
    return str(uuid.uuid5(namespace, f"{key}\n{version}"))


def passage_id(document: str, ordinal: int, text: str) -> str:
    """Return the id of the passage at this place with this text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return str(uuid.uuid5(uuid.UUID(document), f"{ordinal}:{digest}"))


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
