"""Open an embedding model by its catalogue name or by a path."""

from __future__ import annotations

import hashlib
from pathlib import Path

from knowledge.bundled_model import bundled_model_folder, check_weights
from knowledge.catalogue import CATALOGUE, MINILM
from knowledge.embedding import Embedder
from knowledge.errors import ModelUnavailable
from knowledge.local_models import LocalModel, load_local_embedder
from knowledge.settings import Settings

_BLOCK = 65_536
_BLOCKS = 256


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedding model that the settings name, loaded and checked.

    Raises:
        ModelUnavailable: the name is unknown, or the model is not ready on this machine.
    """
    name = settings.embedding_model
    described = _bundled() if name == MINILM.name else _by_path(name, settings)
    return load_local_embedder(
        described, device=settings.embedding_device, batch_tokens=settings.embedding_batch_tokens
    )


def _bundled() -> LocalModel:
    folder = bundled_model_folder()
    check_weights(folder)
    return LocalModel(
        name=MINILM.name,
        source=str(folder),
        revision=MINILM.revision,
        max_tokens=MINILM.max_tokens,
    )


def _by_path(name: str, settings: Settings) -> LocalModel:
    path = settings.embedding_model_path or name
    if not Path(path).is_dir():
        known = ", ".join(sorted(CATALOGUE))
        raise ModelUnavailable(
            f"The embedding model {name!r} is neither in the catalogue ({known}) nor a folder. "
            "Set CITEWELL_EMBEDDING_MODEL to one of them or to a sentence-transformers folder."
        )
    folder = Path(path).resolve()
    return LocalModel(
        name=name if name in CATALOGUE else folder.name,
        source=str(folder),
        revision=settings.embedding_revision or folder_revision(folder),
    )


def folder_revision(folder: Path) -> str:
    """Name a folder's content, so that two trained copies never pass for the same model.

    Small files are hashed whole; of large ones 256 blocks spread over their length, since a copy
    tuned by adapters may differ in the middle of the weights only and hashing 8 GB takes long.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}\0{size}\0".encode())
        with path.open("rb") as file:
            for start in range(0, size, max(_BLOCK, size // _BLOCKS)):
                file.seek(start)
                digest.update(file.read(_BLOCK))
    return digest.hexdigest()[:12]
