"""Is the embedding model there, and is it the one expected? Nothing is loaded."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from citewell.doctor.checks import Check, State
from finetune.extra import ANALYSIS, TRAINING, missing_packages
from knowledge.common.addresses import without_credentials
from knowledge.domain.errors import AssistantError
from knowledge.models.catalogue.description import find_folder
from knowledge.models.catalogue.embedders import (
    CATALOGUE,
    MINILM,
    ModelEntry,
    entry_named,
    plug_ins,
)
from knowledge.models.catalogue.folders import bundled_model_folder, check_weights, hub_folder
from knowledge.models.catalogue.rerankers import FORMER_RERANKER, RERANKERS, chosen_reranker
from knowledge.models.catalogue.tuned import TUNED_PREFIX, tuned_folder
from knowledge.models.remote.opening import is_remote
from knowledge.opening.embedders import open_embedder
from knowledge.settings.models import EmbeddingSettings, LlmSettings, RerankerSettings
from knowledge.settings.settings import Settings
from operations.model_readiness import model_rows

_EMBEDDING_MODEL = "embedding model"


def check_embedding_model(settings: Settings) -> list[Check]:
    """Check the bundled model's hash, or that another one's folder is there, and its backend."""
    missing = _missing_openvino(
        _EMBEDDING_MODEL, "CITEWELL_EMBEDDING_BACKEND", settings.embedding.backend
    )
    return [_check_model(settings.embedding, settings.data_dir), *missing]


def _check_model(embedding: EmbeddingSettings, data_dir: Path) -> Check:
    name = embedding.model
    if name == MINILM.name:
        return _check_bundled()
    entry = entry_named(name)
    if is_remote(entry, embedding):
        return _check_remote(entry, embedding)
    if declared := plug_ins().get(name):
        return Check(_EMBEDDING_MODEL, State.OK, f"{name!r}, added by {declared.value}")
    return _check_folder(entry, embedding, data_dir)


def check_reranker(settings: Settings) -> list[Check]:
    """Check that the reranker, if one is set, is on this machine or has its address or key."""
    missing = _missing_openvino("reranker", "CITEWELL_RERANKER_BACKEND", settings.reranker.backend)
    return [
        _check_chosen_reranker(settings.embedding, settings.reranker, settings.data_dir),
        *missing,
    ]


def _check_chosen_reranker(
    embedding: EmbeddingSettings, reranker: RerankerSettings, data_dir: Path
) -> Check:
    name = chosen_reranker(reranker.name)
    if not name:
        return _check_no_reranker(reranker)
    if name.startswith(TUNED_PREFIX) and tuned_folder(data_dir, name).is_dir():
        return Check("reranker", State.OK, f"{name!r}, tuned here")
    if name not in RERANKERS:
        path = Path(reranker.path or name)
        if path.is_dir() or hub_folder(data_dir, (name,), asked=reranker.revision):
            return Check("reranker", State.OK, f"{name!r}, a model of your own")
        known = f"Set CITEWELL_RERANKER to one of {', '.join(RERANKERS)}, or to a model's folder."
        return Check("reranker", State.WRONG, f"{name!r} is not on this machine", known)
    row = next(
        row
        for row in model_rows(embedding, reranker, data_dir)
        if (row.kind, row.name) == ("reranker", name)
    )
    if row.ready:
        return Check("reranker", State.OK, f"{name!r}, {reranker.budget_ms} ms at most")
    return Check("reranker", State.WRONG, f"{name!r} is not ready", f"To do: {row.get_ready}.")


def _check_no_reranker(reranker: RerankerSettings) -> Check:
    if reranker.name != FORMER_RERANKER:
        return Check("reranker", State.OK, "none: the order found by searching stands")
    advice = "Remove CITEWELL_RERANKER, or set it to one that `citewell models` lists."
    return Check("reranker", State.WARNING, f"{FORMER_RERANKER!r} has no effect any more", advice)


def _missing_openvino(subject: str, setting: str, backend: str) -> list[Check]:
    if not backend.startswith("openvino") or find_spec("openvino"):
        return []
    advice = f"Run pip install -c constraints.txt openvino, or set {setting}=torch."
    return [Check(subject, State.WRONG, f"{setting} is {backend!r}, which is not here", advice)]


def _check_bundled() -> Check:
    try:
        folder = bundled_model_folder()
        check_weights(folder)
    except AssistantError as error:
        return Check(_EMBEDDING_MODEL, State.WRONG, str(error))
    return Check(_EMBEDDING_MODEL, State.OK, f"{MINILM.name!r}, bundled, hash as published")


def _check_folder(entry: ModelEntry | None, embedding: EmbeddingSettings, data_dir: Path) -> Check:
    name = embedding.model
    path = Path(embedding.model_path or name)
    folder = find_folder(entry, embedding, data_dir)
    if folder is not None:
        return Check(
            _EMBEDDING_MODEL, State.OK, f"{name!r} in {folder}, {_dimension(entry, embedding)}"
        )
    if entry is not None and not embedding.model_path:
        advice = f"Run 'citewell models pull {entry.name}', or set CITEWELL_EMBEDDING_MODEL_PATH."
        return Check(_EMBEDDING_MODEL, State.WRONG, f"{name!r} is not on this machine", advice)
    known = ", ".join(sorted(CATALOGUE))
    advice = f"Set CITEWELL_EMBEDDING_MODEL to one of {known}, or to a model's folder."
    return Check(
        _EMBEDDING_MODEL, State.WRONG, f"{name!r}: there is no folder {str(path)!r}", advice
    )


def _check_remote(entry: ModelEntry | None, embedding: EmbeddingSettings) -> Check:
    name = embedding.model
    place = embedding.base_url or (entry.base_url if entry else "")
    if not place:
        advice = "Set CITEWELL_EMBEDDING_BASE_URL."
        return Check(_EMBEDDING_MODEL, State.WRONG, f"{name!r} needs a server's address", advice)
    if embedding.api_key is None and not embedding.base_url:
        return Check(
            _EMBEDDING_MODEL,
            State.WRONG,
            f"{name!r} needs a key",
            "Set CITEWELL_EMBEDDING_API_KEY.",
        )
    advice = "Questions and passages go there. 'citewell doctor --load' asks it for a vector."
    return Check(_EMBEDDING_MODEL, State.OK, f"{name!r} at {place}", advice)


def _dimension(entry: ModelEntry | None, embedding: EmbeddingSettings) -> str:
    native = f"{entry.dimensions[0]}-d" if entry else "its own dimension"
    return f"{embedding.dimension}-d" if embedding.dimension else native


# Does the embedding model load and embed? Takes seconds, hence only on request.


def check_embedding(settings: Settings) -> list[Check]:
    """Load the model and embed a question.

    Raises:
        ModelUnavailable: it cannot be loaded.
    """
    embedder = open_embedder(settings.embedding, settings.data_dir)
    rows = embedder.embed_queries(["Does the model embed?"])
    found = f"{embedder.identity.name!r} gave a vector of {rows.shape[1]} numbers"
    return [Check("embedding", State.OK, found)]


# Can models be tuned here? Only the packages are looked for; none is imported.


_FINE_TUNING = "fine-tuning"


def check_finetune(_settings: Settings) -> list[Check]:
    """Say whether the extra `finetune` is installed; answering questions does not need it."""
    missing = missing_packages((*TRAINING, *ANALYSIS))
    if not missing:
        return [Check(_FINE_TUNING, State.OK, "the extra 'finetune' is installed")]
    found = f"not installed: {', '.join(missing)}; only `citewell finetune` needs them"
    return [Check(_FINE_TUNING, State.OK, found, "pip install -c constraints.txt -e '.[finetune]'")]


# Are the models that read written sentences once more there? Nothing is loaded or asked.


_SECOND_READING = "second reading"
LABELS = ("entail", "neutral", "contradict")


def check_sentence_verifiers(settings: Settings) -> list[Check]:
    """Check the NLI model's folder and labels, and the judging model's address or key."""
    checks = []
    if settings.entailment.path is not None:
        checks.append(_nli_model(settings.entailment.path))
    if settings.judge.model:
        checks.append(_judge(settings.judge))
    return checks or [
        Check(_SECOND_READING, State.OK, "none: written sentences are checked by rules")
    ]


def _nli_model(folder: Path) -> Check:
    config = folder / "config.json"
    try:
        labels = json.loads(config.read_text(encoding="utf-8"))["id2label"].values()
        names = sorted(str(label).lower() for label in labels)
    except (OSError, ValueError, KeyError, AttributeError):
        advice = "Set CITEWELL_ENTAILMENT_PATH to an entailment model's folder, or leave it empty."
        return Check(_SECOND_READING, State.WRONG, f"no classifier in {str(folder)!r}", advice)
    if sorted(label for label in LABELS for name in names if name.startswith(label)) != sorted(
        LABELS
    ) or len(names) != len(LABELS):
        advice = 'Name entailment, neutral and contradiction in its config.json ("id2label").'
        found = f"the model in {str(folder)!r} has the labels {', '.join(names)}"
        return Check(_SECOND_READING, State.WRONG, found, advice)
    return Check(_SECOND_READING, State.OK, f"entailment model in {str(folder)!r}")


def _judge(judge: LlmSettings) -> Check:
    if not judge.base_url and not judge.api_key:
        advice = "Set CITEWELL_JUDGE_BASE_URL to its server, or CITEWELL_JUDGE_API_KEY."
        return Check(_SECOND_READING, State.WRONG, f"the judge {judge.model!r} needs a key", advice)
    where = without_credentials(judge.base_url) or "OpenAI's own address"
    return Check(_SECOND_READING, State.OK, f"{judge.model!r} at {where} judges sentences")
