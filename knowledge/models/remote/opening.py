"""Which server or service plays a model, and how, as the settings say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.models.catalogue.description import (
    find_folder,
    framing_mark,
    framing_of,
    shortening_of,
)
from knowledge.models.catalogue.embedders import Backend, ModelEntry
from knowledge.models.catalogue.folders import revision_of
from knowledge.models.framing import counter_for
from knowledge.models.remote.embedders import QUERY_PATIENCE_SECONDS, RemoteEmbedder, RemoteModel
from knowledge.models.remote.protocols import (
    PROTOCOLS,
    EmbeddingProtocol,
    OpenAiProtocol,
    numbers_of,
)
from knowledge.models.remote.service import ModelService, ServiceSettings
from knowledge.models.short_vectors import refuse_other_dimension
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.part import revealed

SERVED = "served:"
"""Before the name of a model that an OpenAI-compatible server has, catalogue or not."""

_UNKNOWN_LIMIT_TOKENS = 512
_INPUT_TYPES = 2


def is_remote(entry: ModelEntry | None, embedding: EmbeddingSettings) -> bool:
    """Tell whether the settings name a model that runs elsewhere."""
    if embedding.model.startswith(SERVED):
        return True
    if entry is None or entry.backend is Backend.BUNDLED:
        return False
    return entry.backend is not Backend.LOCAL or bool(embedding.base_url)


def open_remote(
    entry: ModelEntry | None, embedding: EmbeddingSettings, data_dir: Path
) -> RemoteEmbedder:
    """Return the model on its server or at its service.

    Raises:
        ConfigurationError: the address or the key is missing.
        ModelUnavailable: the server does not give the model.
    """
    if entry is None:
        return _served_by_name(embedding, data_dir)
    if entry.backend is Backend.LOCAL:
        return _served_from_catalogue(entry, embedding, data_dir)
    return _at_service(entry, embedding)


def _at_service(entry: ModelEntry, embedding: EmbeddingSettings) -> RemoteEmbedder:
    native = entry.dimensions[0]
    dimension = embedding.dimension or native
    if entry.backend is not Backend.OPENAI:  # OpenAI's are trained to be cut anywhere
        refuse_other_dimension(dimension, entry.dimensions)
    elif dimension > native:
        raise ModelUnavailable(f"{entry.name!r} has vectors of at most {native} numbers.")
    described = RemoteModel(
        EmbedderIdentity(entry.name, embedding.revision or entry.revision, dimension),
        model=entry.source,
        max_tokens=entry.max_tokens,
        asked_dimension=dimension if dimension != native else 0,
    )
    return RemoteEmbedder(
        _service(entry.name, entry, embedding), PROTOCOLS[entry.backend], described
    )


def _served_from_catalogue(
    entry: ModelEntry, embedding: EmbeddingSettings, data_dir: Path
) -> RemoteEmbedder:
    """Frame, cut and shorten on our side: the servers do none of it right."""
    folder = find_folder(entry, embedding, data_dir, weights=False)
    native = entry.dimensions[0]
    dimension = embedding.dimension or native
    shortening = shortening_of(entry, folder) if dimension != native else None
    if dimension != native and shortening is None:
        raise ModelUnavailable(
            f"{dimension}-d vectors of {entry.name!r} need its projections. `citewell models pull "
            f"{entry.name} --no-weights` gets them, or leave CITEWELL_EMBEDDING_DIMENSION "
            "empty."
        )
    if shortening is not None:
        refuse_other_dimension(dimension, shortening.dimensions)
    framing = framing_of(entry, folder)
    revision = embedding.revision or entry.revision
    described = RemoteModel(
        EmbedderIdentity(
            entry.name,
            revision or (revision_of(folder) if folder else "served"),
            dimension,
            framing_mark(framing, shortening),
        ),
        model=embedding.served_name or entry.source,
        max_tokens=entry.max_tokens,
        framing=framing,
        shortening=shortening,
    )
    service = _service(f"The server of {entry.name!r}", entry, embedding)
    return RemoteEmbedder(service, OpenAiProtocol(), described, counter_for(folder))


def _served_by_name(embedding: EmbeddingSettings, data_dir: Path) -> RemoteEmbedder:
    name = embedding.model.removeprefix(SERVED)
    service = _service(f"The server of {name!r}", None, embedding)
    input_types = _input_types(embedding.input_types)
    shape = OpenAiProtocol(input_types=input_types)
    folder = find_folder(None, embedding, data_dir) if embedding.model_path else None
    own = framing_of(None, folder)
    framing = replace(
        own,
        query_prompt=embedding.query_prompt or own.query_prompt,
        passage_prompt=embedding.passage_prompt or own.passage_prompt,
    )
    # Told which is which, a server makes other vectors.
    told = f"+input_type {'/'.join(input_types)}" if input_types else ""
    asked = embedding.dimension
    described = RemoteModel(
        EmbedderIdentity(
            embedding.model,
            embedding.revision or "served",
            asked or _dimension_of(service, shape, name),
            framing_mark(framing, None) + told,
        ),
        model=embedding.served_name or name,
        max_tokens=max(embedding.passage_tokens + 64, _UNKNOWN_LIMIT_TOKENS),
        framing=framing,
        asked_dimension=asked,
    )
    return RemoteEmbedder(service, shape, described, counter_for(folder))


def _input_types(setting: str) -> tuple[str, str] | None:
    """Read "query,passage": a server's own words for a question and a passage."""
    if not setting.strip():
        return None
    words = [word.strip() for word in setting.split(",")]
    if len(words) != _INPUT_TYPES or not all(words):
        raise ConfigurationError(
            f"CITEWELL_EMBEDDING_INPUT_TYPES is {setting!r}. It takes the server's two words, for "
            "a question and for a passage: query,passage or query,document. Empty: none is sent."
        )
    return words[0], words[1]


def _dimension_of(service: ModelService, shape: EmbeddingProtocol, model: str) -> int:
    body = shape.body(model, ["dimension"], query=True, dimension=0)
    answer = service.post(shape.path, body, patience_seconds=QUERY_PATIENCE_SECONDS)
    try:
        return len(numbers_of(shape.vectors(answer)[0]))
    except (ValueError, IndexError) as error:
        raise ModelUnavailable(
            f"The server of {model!r} answered in an unexpected form: {error}. "
            "Check CITEWELL_EMBEDDING_BASE_URL."
        ) from error


def _service(name: str, entry: ModelEntry | None, embedding: EmbeddingSettings) -> ModelService:
    key = embedding.api_key
    base_url = embedding.base_url or (entry.base_url if entry else "")
    if not base_url:
        closed = entry is not None and entry.backend is Backend.ZEROENTROPY
        why = " The hosted API closed on 2026-09-04." if closed else ""
        raise ConfigurationError(
            f"{embedding.model!r} needs a server's address.{why} Set "
            "CITEWELL_EMBEDDING_BASE_URL to one such as http://localhost:8000/v1."
        )
    if key is None and not embedding.base_url:
        raise ConfigurationError(
            f"{embedding.model!r} needs a key. Set CITEWELL_EMBEDDING_API_KEY; the texts "
            f"of questions and passages then go to {base_url}."
        )
    return ModelService(
        ServiceSettings(
            name=name,
            base_url=base_url,
            api_key=revealed(key),
            timeout_seconds=embedding.timeout_seconds,
        )
    )
