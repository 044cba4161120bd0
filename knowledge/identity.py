"""Names documents and passages so that a second run gives the same ids."""

from __future__ import annotations

import hashlib
import uuid


def document_id(knowledge_base: str, key: str, version: str) -> str:
    """Return the id of one version of one document in one knowledge base."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"citewell:{knowledge_base}")
    return str(uuid.uuid5(namespace, f"{key}\n{version}"))


def passage_id(document: str, ordinal: int, text: str) -> str:
    """Return the id of the passage at this place with this text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return str(uuid.uuid5(uuid.UUID(document), f"{ordinal}:{digest}"))
